import { truncateToMs } from "./timestamp.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
/** Longer than any duration that Go prints. */
const MAX_DURATION_LENGTH = 40;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ns|[uµμ]s|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ns|[uµμ]s|ms|s|m|h)/g;

/** Seconds of a duration that carries its units, as Go prints it: 1m30s, 500ms, 12.5µs. */
export function durationSeconds(text: string): number | undefined {
  if (text.length > MAX_DURATION_LENGTH || !DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(PART)) {
    seconds += Number(amount) * (UNIT_SECONDS[unit ?? ""] ?? Number.NaN);
  }
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** Whole milliseconds, truncated. */
export function durationMs(text: string): number | undefined {
  const seconds = durationSeconds(text);
  return seconds === undefined ? undefined : truncateToMs(seconds, 1);
}
