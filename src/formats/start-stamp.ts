import type { Reading } from "./reading.ts";
import { parseIsoTime } from "./timestamp.ts";

/** Digits of a stamp beyond the millisecond. */
const FINER = /[.,]\d{3}(\d{1,9})/;

/**
 * For sources that stamp the start: the entry's time is when it ended. Start and duration are added first and
 * truncated after. `durationMs` is exact; undefined where the source does not know it. False where the stamp is none.
 */
export function setStart({ entry }: Reading, stamp: string, durationMs: number | undefined): boolean {
  const start = parseIsoTime(stamp);
  if (start === undefined) return false;
  const finer = Number(`0.${FINER.exec(stamp)?.[1] ?? "0"}`);
  const took = Math.round((finer + (durationMs ?? 0)) * 1e6) / 1e6;
  entry.start_time = start.instant;
  entry.time = start.instant + Math.floor(took);
  entry.time_precision = start.precision;
  if (durationMs !== undefined) entry.duration_ms = Math.trunc(durationMs) + 0;
  return true;
}
