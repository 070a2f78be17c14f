import { parseHttpDate } from "./http-date.ts";
import { parseGoPath } from "./module-path.ts";
import { addFlag, type Reading } from "./reading.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** What follows from the fields of a request or a back-off, whatever the format; after its time is known. */
export function deriveFields(reading: Reading): void {
  const { entry } = reading;
  entry.host ??= reading.urlHost;
  if (reading.retryAfter !== undefined) deriveRetryAfter(reading);
  if (reading.ratelimitReset !== undefined) deriveRatelimitReset(reading, reading.ratelimitReset);
  if (entry.path !== undefined) deriveGo(reading, entry.path);
}

/** "Now" for a Retry-After date is the response's own Date, else the entry's time; never a clock. */
function responseTime(reading: Reading): number {
  if (reading.date === undefined) return reading.entry.time;
  return parseHttpDate(reading.date, reading.entry.time)?.instant ?? reading.entry.time;
}

function deriveRetryAfter(reading: Reading): void {
  const { entry } = reading;
  const found = parseRetryAfter(reading.retryAfter, responseTime(reading));
  if (found === undefined) return;
  entry.retry_after = found.raw;
  entry.retry_after_seconds ??= found.seconds;
  if (found.flags.length > 0) entry.retry_after_flags = found.flags;
}

const EPOCH_MS = 1e12;
const EPOCH_S = 1e9;

/**
 * Providers send a delta, epoch seconds or epoch milliseconds under one name. No quota lasts 30 years, so a
 * number that large is an instant; that it was taken for one is flagged.
 */
function deriveRatelimitReset(reading: Reading, reset: number): void {
  const { entry } = reading;
  if (reset < EPOCH_S) {
    entry.ratelimit_reset_seconds ??= reset;
    return;
  }
  const instant = reset >= EPOCH_MS ? reset : reset * 1000;
  entry.ratelimit_reset_seconds ??= Math.max(0, (instant - entry.time) / 1000);
  addFlag(reading, "ratelimit_reset_epoch");
}

function deriveGo({ entry }: Reading, path: string): void {
  const found = parseGoPath(path);
  if (found === undefined) return;
  entry.operation ??= found.operation;
  if (entry.module === undefined) {
    entry.module = found.module;
    entry.version ??= found.version;
  }
  entry.probe ??= found.probe;
}
