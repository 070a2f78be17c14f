import type { Entry } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import { address, target } from "./field-setters.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { addAttribute, addFlag, finishReading, type Reading, startReading } from "./reading.ts";
import { parseIsoTime, truncateToMs } from "./timestamp.ts";
import { requestCause } from "./upstream.ts";

/**
 * goproxyio/goproxy, which runs goproxy.io: Go's standard log, with or without a time, before or after the prefix.
 * `0.157s 200 /path` when a request is done; `------ --- /path [proxy]` when it is known where its answer comes from.
 */
export const goproxyio: Format = {
  name: "goproxyio",
  detect: ({ json, text }) => json === undefined && LIKELY.test(text) && split(text) !== undefined,
  parse,
};

/** The name, or the dashes that nobody else writes. */
const LIKELY = /^(?:\d{4}\/\d\d\/\d\d [\d:.]{8,15} )?(?:goproxy(?:\.io)?: |------ --- )/;
const HEAD =
  /^(?:goproxy(?:\.io)?: )?(?:(\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?) )?(?:goproxy(?:\.io)?: )?/;
const DONE = /^(\d{1,9}\.\d{1,9})s (\d{3}|---) (\S+)$/;
const ROUTED = /^------ --- (\S+)(?: \[(\w{1,32})\])?$/;
const ASKED = /^(\S{2,64}) request (\/\S*)$/;

interface Split {
  readonly stamp: string | undefined;
  readonly read: (reading: Reading) => void;
}

function split(text: string): Split | undefined {
  const [head = "", stamp] = HEAD.exec(text) ?? [];
  const body = text.slice(head.length);
  const done = DONE.exec(body);
  if (done !== null) return { stamp, read: (reading) => readDone(reading, done) };
  const routed = ROUTED.exec(body);
  if (routed !== null) return { stamp, read: (reading) => readRouted(reading, routed) };
  const asked = ASKED.exec(body);
  return asked === null ? undefined : { stamp, read: (reading) => readAsked(reading, asked) };
}

function parse({ text, flags }: Line, observedTime: number): Entry | Unreadable {
  const found = split(text);
  if (found === undefined) return { reason: "not a line of goproxyio" };
  const reading = startReading("goproxyio", observedTime, flags);
  if (found.stamp !== undefined && !setTime(reading, found.stamp)) return { reason: "no such time" };
  found.read(reading);
  deriveFields(reading);
  finishReading(reading);
  return reading.entry;
}

/** Go's log writes local time. */
function setTime(reading: Reading, written: string): boolean {
  const stamp = parseIsoTime(written.replaceAll("/", "-"));
  if (stamp === undefined) return false;
  reading.entry.time = stamp.instant;
  reading.entry.time_precision = stamp.precision;
  addFlag(reading, "no_zone");
  return true;
}

function readDone(reading: Reading, [, seconds, status, path = ""]: readonly string[]): void {
  const { entry } = reading;
  entry.kind = "http_request";
  entry.duration_ms = truncateToMs(Number(seconds), 1);
  if (status !== "---") entry.status = Number(status);
  target(reading, path, "path");
  entry.origin = "unknown";
  entry.cause = requestCause(entry);
}

function readRouted(reading: Reading, [, path = "", route]: readonly (string | undefined)[]): void {
  reading.entry.kind = "http_start";
  target(reading, path, "path");
  if (route !== undefined) addAttribute(reading, "route", route);
}

function readAsked(reading: Reading, [, client = "", path = ""]: readonly string[]): void {
  reading.entry.kind = "http_start";
  address(reading, client, "client");
  target(reading, path, "path");
}
