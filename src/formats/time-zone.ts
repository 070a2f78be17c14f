import type { Entry } from "../model/entry.ts";
import { lastAt, lastClock, noDateFlag, shownByClock } from "./kitchen-time.ts";

/** Flags of stamps that a format read as UTC because they do not name their zone. */
const noZoneFlag = "no_zone";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
/** Zones change their offset at quarters of an hour of UTC, if they do at all. */
const STEP_MS = 900_000;

/** Whether a name, such as Europe/Berlin, is a time zone's. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/**
 * For a source that is known to write local time: gives entries whose stamp names no zone the instant that it means
 * in the source's zone, in place of UTC. In the hour that comes twice in autumn it is the second one. Entries
 * that name their zone, or have no time, stay as they are. The zone must be one. `reference`: the moment before which
 * a bare clock was read, that of reading unless the line is known to be older.
 */
export function createTimeZone(name: string): (entry: Entry, reference?: number) => Entry {
  const offsetAt = createOffset(name);
  return (entry, reference = entry.observed_time) => {
    if (entry.flags?.includes(noDateFlag) === true) {
      return { ...entry, time: ofDay(entry, reference, offsetAt) };
    }
    if (entry.flags?.includes(noZoneFlag) !== true) return entry;
    const flags = entry.flags.filter((flag) => flag !== noZoneFlag);
    // Where the start is stamped, the end was counted from it.
    const stamped = entry.start_time ?? entry.time;
    const shift = instantOf(stamped, offsetAt) - stamped;
    const start = entry.start_time === undefined ? undefined : entry.start_time + shift;
    return {
      ...entry,
      time: entry.time + shift,
      start_time: start,
      flags: flags.length > 0 ? flags : undefined,
    };
  };
}

/** `civil`: what a clock of the zone showed, as if it were UTC. */
function instantOf(civil: number, offsetAt: (instant: number) => number): number {
  const standard = civil - offsetAt(civil + DAY_MS);
  return civil - offsetAt(standard);
}

function ofDay(entry: Entry, reference: number, offsetAt: (instant: number) => number): number {
  const utc = shownByClock(entry) - offsetAt(reference);
  const last = entry.time_precision === "minute" ? lastAt : lastClock;
  return last(((utc % DAY_MS) + DAY_MS) % DAY_MS, reference);
}

/** Ms east of UTC at an instant. */
function createOffset(name: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
  let step = Number.NaN;
  let offset = 0;
  return (instant) => {
    const of = Math.floor(instant / STEP_MS);
    if (of === step) return offset;
    const part = format.formatToParts(of * STEP_MS).find(({ type }) => type === "timeZoneName");
    step = of;
    offset = offsetOf(part?.value ?? "");
    return offset;
  };
}

/** `GMT-03:30`; `GMT` alone is none. */
function offsetOf(text: string): number {
  const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})/.exec(text) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS);
}
