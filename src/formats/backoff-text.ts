import type { Entry } from "../model/entry.ts";
import { backoffMessageStart, readBackoffMessage } from "./backoff-message.ts";
import { deriveFields } from "./derive.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { parseLevel } from "./level.ts";
import { addFlag, finishReading, type Reading, startReading } from "./reading.ts";
import { parseIsoTime } from "./timestamp.ts";

/**
 * A client library's words about a delay, with whatever a logger writes before them: a time, a level, a name. One line
 * is one back-off.
 */
export const backoffText: Format = {
  name: "backoff_text",
  detect: ({ json, text }) => json === undefined && prefixOf(text) !== undefined,
  parse,
};

/** What loggers write before the sentence. */
const maxPrefix = 160;
/** Time, level, names and their punctuation; no sentence of somebody who quotes another log. */
const PREFIX = /^[\w\s:.,/[\]|+*<>()-]*$/;

function prefixOf(text: string): string | undefined {
  const at = backoffMessageStart(text.slice(0, 4096));
  if (at === undefined || at > maxPrefix) return undefined;
  const prefix = text.slice(0, at);
  return PREFIX.test(prefix) && countWords(prefix) <= maxPrefixWords ? prefix : undefined;
}

const maxPrefixWords = 8;

function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

function parse({ text, flags }: Line, observedTime: number): Entry | Unreadable {
  const prefix = prefixOf(text);
  if (prefix === undefined) return { reason: "no back-off of a known client" };
  const reading = startReading("backoff_text", observedTime, flags);
  readPrefix(reading, prefix);
  reading.entry.message = text.slice(prefix.length);
  readBackoffMessage(reading, text);
  deriveFields(reading);
  finishReading(reading);
  return reading.entry;
}

const STAMP =
  /(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))? ?(Z|UTC|[+-]\d{2}:?\d{2})?/;
const LEVEL =
  /(?:^|[^A-Za-z])(TRACE|DEBUG|INFO|WARN|WARNING|ERR|ERROR|CRITICAL|FATAL|Warning|debug|info|warning|warn|error)(?:[^A-Za-z]|$)/;

function readPrefix(reading: Reading, prefix: string): void {
  const { entry } = reading;
  const [, level] = LEVEL.exec(prefix) ?? [];
  if (level !== undefined) entry.level = parseLevel(level);
  const found = STAMP.exec(prefix);
  if (found === null) return;
  const [, year, month, day, clock, fraction, zone = ""] = found;
  const digits = fraction === undefined ? "" : `.${fraction}`;
  const stamp = parseIsoTime(`${year}-${month}-${day}T${clock}${digits}${zone}`);
  if (stamp === undefined) return;
  entry.time = stamp.instant;
  entry.time_precision = stamp.precision;
  if (stamp.flag !== undefined) addFlag(reading, stamp.flag);
}
