import { parseIsoTime, type Stamp } from "./timestamp.ts";

/** A start that is finer than the millisecond to which instants are truncated. */
export interface FineStamp extends Stamp {
  /** What is beyond the millisecond. */
  readonly beyondNs: number;
}

const MS_NS = 1e6;

/** RFC 3339, to the nanosecond. */
export function parseFineTime(text: string): FineStamp | undefined {
  const stamp = parseIsoTime(text);
  if (stamp === undefined) return undefined;
  const [, beyond = ""] = /[.,]\d{3}(\d{1,6})/.exec(text) ?? [];
  return { ...stamp, beyondNs: Number(beyond.padEnd(6, "0")) };
}

/** No request lasts longer than a year; a number that says so is something else. */
const maxDurationMs = 366 * 86_400_000;

/** Where a source stamps the start. */
export function endAfter(startMs: number, durationMs: number | undefined): number {
  return durationMs === undefined || durationMs > maxDurationMs ? startMs : startMs + durationMs;
}

/** Start and duration are added first and truncated after: .0009 and 0.0002 s end in the next millisecond. */
export function endOf(start: FineStamp, durationNs: number): number {
  return endAfter(start.instant, Math.floor((start.beyondNs + durationNs) / MS_NS));
}
