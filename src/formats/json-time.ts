import type { Json } from "../model/entry.ts";
import { numberOf } from "./field-setters.ts";
import { addFlag, type Reading, type Setter } from "./reading.ts";
import {
  type EpochUnit,
  epochInstant,
  inferredEpoch,
  parseClfTime,
  parseIsoTime,
  type Stamp,
} from "./timestamp.ts";

/** `ts` is zap's and Caddy's, seconds; `time` as a number is pino's, milliseconds. */
function stampOf(value: Json, key: string): Stamp | undefined {
  const number = numberOf(value);
  if (number !== undefined) return inferredEpoch(number, key === "ts" ? "s" : "ms");
  if (typeof value !== "string") return undefined;
  const iso = parseIsoTime(value);
  if (iso !== undefined) return iso;
  const clf = parseClfTime(value);
  return clf === undefined ? undefined : { instant: clf, precision: "s", flag: undefined };
}

function setTime(reading: Reading, stamp: Stamp): void {
  const { entry } = reading;
  entry.time = stamp.instant;
  entry.time_precision = stamp.precision;
  reading.hasTime = true;
  if (stamp.flag !== undefined) addFlag(reading, stamp.flag);
}

export const time: Setter = (reading, value, key) => {
  if (reading.hasTime) return false;
  const stamp = stampOf(value, key);
  if (stamp === undefined) {
    addFlag(reading, "time_unreadable");
    return false;
  }
  setTime(reading, stamp);
  return true;
};

export function epochTime(unit: EpochUnit): Setter {
  return (reading, value) => {
    const number = numberOf(value);
    const stamp = number === undefined ? undefined : epochInstant(number, unit);
    if (stamp === undefined || reading.hasTime) return false;
    setTime(reading, stamp);
    return true;
  };
}

/** The time of the entry follows from it where the record has no other. */
export const startTime: Setter = (reading, value, key) => {
  const stamp = stampOf(value, key);
  if (stamp === undefined || reading.entry.start_time !== undefined) return false;
  reading.entry.start_time = stamp.instant;
  if (!reading.hasTime) reading.entry.time_precision = stamp.precision;
  return true;
};

/** When it ended is the time of the entry, whatever else the record is stamped with. */
export const endTime: Setter = (reading, value, key) => {
  const stamp = stampOf(value, key);
  if (stamp === undefined) return false;
  setTime(reading, stamp);
  return true;
};

const MINUTE_MS = 60_000;

/** The entry's time is when the request ended; a record without any time has the time at which it was read. */
export function finishTime({ entry, hasTime, flags }: Reading): void {
  if (!hasTime) {
    if (entry.start_time !== undefined) entry.time = entry.start_time + (entry.duration_ms ?? 0);
    return;
  }
  // Read live, a stamp of whole minutes is refined by the moment at which it was read.
  const since = entry.observed_time - entry.time;
  const isLive = entry.time_precision === "minute" && flags?.includes("no_zone") !== true;
  if (isLive && since >= 0 && since < MINUTE_MS) entry.time = entry.observed_time;
}
