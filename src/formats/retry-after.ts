import type { Json } from "../model/entry.ts";
import { parseHttpDate } from "./http-date.ts";

export type RetryAfterFlag =
  | "invalid"
  | "multi_value"
  | "past"
  | "weekday_mismatch"
  | "over_day"
  | "epoch_suspected"
  | "node_timer_overflow";

export interface RetryAfter {
  /** Absent where the value is no Retry-After. Whole for a delta, maybe fractional for a date. */
  readonly seconds: number | undefined;
  /** As sent, without blanks around it. */
  readonly raw: string;
  readonly flags: readonly RetryAfterFlag[];
}

const MAX_DELTA_DIGITS = 16;
const DAY_SECONDS = 86_400;
/** Smaller than any delay that anybody means, larger than no date since 2001: a Unix time sent by mistake. */
const EPOCH_SECONDS = 1_000_000_000;
/** From here on a 32-bit timer of milliseconds overflows, and a naive client comes back at once. */
const TIMER_OVERFLOW_SECONDS = 2_147_484;

/**
 * The one reading of a Retry-After header: RFC 9110 §10.2.3, `HTTP-date / 1*DIGIT`, strictly. What some client
 * would make of "1.5" or "120s" is not what the server said, so such values have no seconds and are flagged.
 *
 * `value` is the header as logged: text, a list of field lines, or a JSON number (then a delay that the logging
 * program worked out itself, which may be fractional). `now` is the response's Date, else the entry's time,
 * epoch ms; never a clock. Undefined where there was no header: null, "", "-".
 */
export function parseRetryAfter(value: Json | undefined, now: number): RetryAfter | undefined {
  if (typeof value === "number") return fromNumber(value);
  if (typeof value === "string") return fromText(value, now);
  if (!Array.isArray(value)) return undefined;
  const lines: readonly string[] = value.filter((line) => typeof line === "string");
  const [first, ...others] = lines;
  if (first === undefined || lines.length !== value.length) return undefined;
  if (others.every((line) => line === first)) return fromText(first, now);
  return { seconds: undefined, raw: lines.join(", "), flags: ["invalid", "multi_value"] };
}

function fromNumber(value: number): RetryAfter {
  const raw = String(value);
  return value >= 0 && Number.isFinite(value)
    ? delta(value + 0, raw)
    : { seconds: undefined, raw, flags: ["invalid"] };
}

function fromText(text: string, now: number): RetryAfter | undefined {
  if (text === "") return undefined;
  const raw = trimBlanks(text);
  if (raw === "" || raw === "-") return undefined;
  if (/^[0-9]+$/.test(raw)) return delta(digits(raw), raw);
  const date = parseHttpDate(raw, now);
  if (date === undefined) return { seconds: undefined, raw, flags: invalidFlags(raw) };
  const ahead = date.instant - now;
  const seconds = Math.max(0, ahead / 1000);
  const flags: RetryAfterFlag[] = [];
  if (ahead < 0) flags.push("past");
  if (date.weekdayMismatch) flags.push("weekday_mismatch");
  return { seconds, raw, flags: [...flags, ...sizeFlags(seconds, false)] };
}

/** Only SP and HTAB are blanks (RFC 9110 §5.6.3); CR, LF and NUL count as SP (§5.5). Not NBSP: no trim(). */
function trimBlanks(text: string): string {
  return text.replace(/^[ \t\r\n\0]+/, "").replace(/(?<![ \t\r\n\0])[ \t\r\n\0]+$/, "");
}

/** More digits than a double holds exactly are clamped, as RFC 9111 §1.2.2 does it for delta-seconds. */
function digits(text: string): number {
  const significant = text.replace(/^0+/, "");
  if (significant.length > MAX_DELTA_DIGITS) return Number.MAX_SAFE_INTEGER;
  return Math.min(Number(significant), Number.MAX_SAFE_INTEGER);
}

function delta(seconds: number, raw: string): RetryAfter {
  return { seconds, raw, flags: sizeFlags(seconds, true) };
}

function sizeFlags(seconds: number, isDelta: boolean): RetryAfterFlag[] {
  const flags: RetryAfterFlag[] = [];
  if (seconds > DAY_SECONDS) flags.push("over_day");
  if (isDelta && seconds >= EPOCH_SECONDS) flags.push("epoch_suspected");
  if (seconds >= TIMER_OVERFLOW_SECONDS) flags.push("node_timer_overflow");
  return flags;
}

function invalidFlags(raw: string): RetryAfterFlag[] {
  return /^[0-9]+[ \t]*,[ \t0-9,]*$/.test(raw) ? ["invalid", "multi_value"] : ["invalid"];
}
