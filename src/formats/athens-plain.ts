import type { Entry, Json, Level } from "../model/entry.ts";
import { readAthens } from "./athens-record.ts";
import { decodeBackslash } from "./escaped-bytes.ts";
import type { Format, JsonObject, Line, OpenRecord } from "./format.ts";
import { keyValuePairs } from "./key-value-pairs.ts";
import { kitchenInstant } from "./kitchen-time.ts";
import { parseLevel } from "./level.ts";
import { addFlag, type Reading, startReading } from "./reading.ts";

/**
 * Athens' text formats: `LEVEL[3:04PM]: message⇥key=value …`, the default since v0.7.2, which has a clock but
 * neither date nor zone; and logrus' `time="…" level=… msg="…" …` of the releases before.
 */
export const athensPlain: Format = {
  name: "athens_plain",
  detect: ({ text }) => PLAIN.test(text) || isLogrus(text) || isTerminal(text) || HANDLER.test(text),
  parse: (line, observedTime) =>
    parsePlain(line, observedTime) ??
    parseLogrus(line, observedTime) ??
    parseTerminal(line, observedTime) ??
    parseHandler(line, observedTime) ?? { reason: "not a line of Athens" },
  open,
};

const PLAIN = /^(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|PANIC)\[(\d{1,2}:\d{2}[AP]M)\]: ?/;
/** The request line of old releases in development, alone or as logrus' msg. */
const HANDLER = /^handler: ([A-Z]{3,10}) (\/.*) \[(\d{3})\]$/;

/** Other programs log by logrus too: one of Athens' own keys must be there. */
function isLogrus(text: string): boolean {
  return text.startsWith('time="') && (text.includes(" http-path=") || text.includes(' msg="handler: '));
}

/** logrus on a terminal: seconds since the start in place of a time, and the message padded. */
const TERMINAL = /^(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[\d{4,10}\] (.*)$/s;
const TERMINAL_LEVELS: Readonly<Record<string, Level>> = {
  TRAC: "trace",
  DEBU: "debug",
  INFO: "info",
  WARN: "warn",
  ERRO: "error",
  FATA: "fatal",
  PANI: "fatal",
};

function isTerminal(text: string): boolean {
  const [, , body = ""] = TERMINAL.exec(text) ?? [];
  return body.includes(" http-path=") || HANDLER.test(body.trimEnd());
}

/**
 * git's words go over several lines, and so do messages that quote them. Athens ends every message with a tab and
 * its fields, so that a first line without a tab is not all of it, and the line with the fields is the last.
 */
function open({ text }: Line): OpenRecord | undefined {
  const [head] = PLAIN.exec(text) ?? [];
  if (head === undefined || text.includes("\t", head.length)) return undefined;
  return {
    take: (line) => {
      if (PLAIN.test(line.text) || line.json !== undefined) return "refuses";
      return hasFields(line.text) ? "ends" : "takes";
    },
    isWhole: (_, ended) => ended,
  };
}

/** Athens writes a blank behind each field. */
function hasFields(text: string): boolean {
  const tab = text.lastIndexOf("\t");
  if (tab < 0) return false;
  const fields = text.slice(tab + 1);
  return (
    fields === "" || fields.includes("request-id=") || (/^[a-z][\w-]*=/i.test(fields) && fields.endsWith(" "))
  );
}

function parsePlain({ text, flags }: Line, observedTime: number): Entry | undefined {
  const [head, level, clock] = PLAIN.exec(text) ?? [];
  if (head === undefined || level === undefined || clock === undefined) return undefined;
  const instant = kitchenInstant(clock, observedTime);
  if (instant === undefined) return undefined;
  const reading = startReading("athens_plain", observedTime, flags);
  reading.entry.time = instant;
  reading.entry.time_precision = "minute";
  reading.entry.level = parseLevel(level);
  reading.hasTime = true;
  addFlag(reading, "no_date");
  // The message may quote a text with tabs; the fields hold none.
  const tab = text.lastIndexOf("\t");
  const message = text.slice(head.length, tab >= head.length ? tab : undefined);
  reading.entry.message = message === "" ? undefined : message;
  return readAthens(reading, record(tab >= head.length ? text.slice(tab + 1) : ""));
}

function parseLogrus({ text, flags }: Line, observedTime: number): Entry | undefined {
  if (!text.startsWith('time="')) return undefined;
  const reading = startReading("athens_plain", observedTime, flags);
  const fields = record(text, unquote);
  const message = fields["msg"];
  if (typeof message === "string") readHandler(reading, message);
  return readAthens(reading, fields);
}

function parseTerminal({ text, flags }: Line, observedTime: number): Entry | undefined {
  if (!isTerminal(text)) return undefined;
  const [, level = "", body = ""] = TERMINAL.exec(text) ?? [];
  const reading = startReading("athens_plain", observedTime, flags);
  reading.entry.level = TERMINAL_LEVELS[level];
  const { before } = keyValuePairs(body);
  const message = before.trim();
  if (message !== "") reading.entry.message = message;
  readHandler(reading, message);
  return readAthens(reading, record(body.slice(before.length), unquote));
}

function parseHandler({ text, flags }: Line, observedTime: number): Entry | undefined {
  const reading = startReading("athens_plain", observedTime, flags);
  if (!readHandler(reading, text)) return undefined;
  return readAthens(reading, { msg: text });
}

/** `handler: GET /path [200]`; false where it is no such text. */
function readHandler({ entry }: Reading, text: string): boolean {
  const [, method, path, status] = HANDLER.exec(text) ?? [];
  if (method === undefined || path === undefined || status === undefined) return false;
  entry.method = method;
  entry.path = path;
  entry.status = Number(status);
  return true;
}

/** A path can hold a blank and a `=`; Athens writes its own keys after it, so that the last of each is its own. */
function record(text: string, read: (written: string) => string = (written) => written): JsonObject {
  const found: Record<string, Json> = Object.create(null);
  for (const [key, written] of keyValuePairs(text).pairs) {
    const value = read(written);
    if (key === "ops" && value.startsWith("[")) found[key] = operations(value);
    else if (value !== "") found[key] = value;
  }
  return found;
}

/** Go prints a list as `[a b c]`. */
function operations(value: string): readonly string[] {
  return value
    .slice(1, value.endsWith("]") ? -1 : undefined)
    .split(" ")
    .filter((name) => name !== "");
}

/** logrus quotes as Go does; what JSON does not know of it is rare. */
function unquote(written: string): string {
  if (!written.includes("\\")) return written;
  try {
    const text: unknown = JSON.parse(`"${written}"`);
    return typeof text === "string" ? text : written;
  } catch {
    return decodeBackslash(written);
  }
}
