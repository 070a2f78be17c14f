import type { Entry, Json } from "../model/entry.ts";
import { durationMs } from "./duration-text.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { entryFromRecord } from "./generic-json.ts";
import { type LogfmtPairs, logfmtPairs } from "./logfmt-pairs.ts";
import { logfmtValue } from "./logfmt-value.ts";

/**
 * `time=… level=info msg="…" status=200`, with the keys that any JSON may have. Of unknown origin: units only where a
 * name or a value says them.
 */
export const logfmt: Format = {
  name: "logfmt",
  detect: ({ json, text }) => json === undefined && FIRST.test(text) && isCertain(logfmtPairs(text)),
  parse,
};

const FIRST = /^[A-Za-z_@][\w.@-]{0,63}=/;
/** Keys of which one is in every log of this kind. */
const USUAL: ReadonlySet<string> = new Set([
  "time",
  "ts",
  "t",
  "timestamp",
  "@timestamp",
  "level",
  "lvl",
  "severity",
  "msg",
  "message",
  "event",
  "status",
  "method",
  "err",
  "error",
]);
const minPairs = 2;

/** Nothing but pairs, and a usual key among them. */
function isCertain({ pairs, bare }: LogfmtPairs): boolean {
  return bare === 0 && pairs.length >= minPairs && pairs.some(([key]) => USUAL.has(key));
}

function parse({ text, flags }: Line, observedTime: number): Entry | Unreadable {
  const { pairs } = logfmtPairs(text);
  if (pairs.length === 0) return { reason: "no key=value" };
  const record: Record<string, Json> = Object.create(null);
  for (const [key, value, isQuoted] of pairs) {
    // Heroku's router calls how long it took so.
    const name = key === "service" && durationMs(value) !== undefined ? "service_time" : key;
    // The first of two equal keys is the logger's own, what comes later a message's.
    if (value !== "" && record[name] === undefined) record[name] = logfmtValue(value, isQuoted);
  }
  if (record["t"] !== undefined && record["time"] === undefined) {
    record["time"] = record["t"];
    delete record["t"];
  }
  return entryFromRecord(record, observedTime, flags, "logfmt");
}
