import type { TimePrecision } from "../model/entry.ts";
import { monthNumber, utcInstant } from "./calendar.ts";

export interface Stamp {
  /** Epoch ms, finer parts truncated. */
  readonly instant: number;
  readonly precision: TimePrecision;
  /** What had to be assumed, or undefined. */
  readonly flag: "no_zone" | "epoch_unit_assumed" | undefined;
}

/** How many of it make a second. */
export type EpochUnit = "s" | "ms" | "us" | "ns";
const PER_SECOND: Readonly<Record<EpochUnit, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)? ?(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?$/;

/** RFC 3339 and its relatives. A stamp without a zone is taken as UTC and says so. */
export function parseIsoTime(text: string): Stamp | undefined {
  if (text.length < 16 || text.length > 48) return undefined;
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const civil = utcInstant({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second ?? 0),
  });
  const offset = zoneOffset(zone);
  if (civil === undefined || offset === undefined) return undefined;
  return {
    instant: civil - offset + Number((fraction ?? "").slice(0, 3).padEnd(3, "0")),
    precision: second === undefined ? "minute" : fraction === undefined ? "s" : "ms",
    flag: zone === undefined ? "no_zone" : undefined,
  };
}

/** Ms east of UTC. */
function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === "UTC" || zone.length === 1) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0;
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Length of `22/Nov/2026:07:59:03 +0000`. */
export const CLF_TIME_LENGTH = 26;
const CLF = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-]\d{4})$/;

/** The common log format's time, epoch ms; always to the second. */
export function parseClfTime(text: string): number | undefined {
  const match = CLF.exec(text);
  if (!match) return undefined;
  const [, day, month, year, hour, minute, second, zone] = match;
  const offset = zoneOffset(zone);
  const civil = utcInstant({
    year: Number(year),
    month: monthNumber(month ?? ""),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  });
  return civil === undefined || offset === undefined ? undefined : civil - offset;
}

/** 1990 and 2200: outside of them a number is not a time of its unit. */
const MIN_INSTANT = 631_152_000_000;
const MAX_INSTANT = 7_258_118_400_000;

/** A number of a known unit since the epoch. */
export function epochInstant(value: number, unit: EpochUnit): Stamp | undefined {
  const instant = truncateToMs(value, PER_SECOND[unit]);
  if (!(instant >= MIN_INSTANT && instant <= MAX_INSTANT)) return undefined;
  return { instant, precision: unit === "s" && Number.isInteger(value) ? "s" : "ms", flag: undefined };
}

/**
 * A number of an unknown unit since the epoch. The four units give instants a thousandfold apart, so that at
 * most one lies between 1990 and 2200 and nothing is guessed; that it was inferred is flagged all the same.
 */
export function inferredEpoch(value: number, likely: EpochUnit): Stamp | undefined {
  const stamp = epochInstant(value, likely);
  if (stamp) return stamp;
  for (const unit of ["s", "ms", "us", "ns"] as const) {
    const other = epochInstant(value, unit);
    if (other) return { ...other, flag: "epoch_unit_assumed" };
  }
  return undefined;
}

/**
 * Milliseconds of a number of which `perSecond` make a second, truncated. 1.001 × 1000 is 1000.9999… in
 * binary, so seconds are rounded to the microsecond first.
 */
export function truncateToMs(value: number, perSecond: number): number {
  const ms = perSecond === 1 ? Math.round(value * 1e6) / 1e3 : value / (perSecond / 1e3);
  // JSON knows no -0, so that it must not come out of here either.
  return Math.trunc(ms) + 0;
}
