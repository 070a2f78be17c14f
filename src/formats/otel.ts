import type { Entry, Json } from "../model/entry.ts";
import { textOf } from "./field-setters.ts";
import { type Format, isJsonObject, type JsonObject, type Line, type Unreadable } from "./format.ts";
import { finishGeneric, readMember } from "./generic-json.ts";
import { time } from "./json-time.ts";
import { parseLevel, parseSeverityNumber } from "./level.ts";
import { isOtel, type OtelRecord, oneByOne, otelRecords } from "./otel-record.ts";
import { addAttribute, type Reading, startReading } from "./reading.ts";
import { epochInstant } from "./timestamp.ts";
import { spanIdOf, traceIdOf } from "./trace-context.ts";

/**
 * OpenTelemetry's log records as JSON: OTLP's, one a line or in a document of resourceLogs, and the flatter ones of
 * the data model and of exporters. Attributes have the names of the semantic conventions, old and new.
 */
export const otel: Format = {
  name: "otel",
  detect: ({ json }) => json !== undefined && isOtel(json),
  parse,
  split: ({ json }) => (json === undefined ? undefined : oneByOne(json)),
};

function parse({ json, flags }: Line, observedTime: number): Entry | Unreadable {
  if (json === undefined) return { reason: "not a JSON object" };
  if (!isOtel(json)) return { reason: "not a log record of OpenTelemetry" };
  const records = otelRecords(json);
  const [record] = records;
  if (record === undefined) return { reason: "resourceLogs without a log record" };
  if (records.length > 1) return { reason: "more log records in a line than are taken apart" };
  return entryOf(record, observedTime, flags);
}

function entryOf(record: OtelRecord, observedTime: number, flags: readonly string[]): Entry {
  const reading = startReading("otel", observedTime, flags);
  const { entry } = reading;
  if (!setTime(reading, record.time)) setTime(reading, record.observed);
  entry.level = levelOf(record);
  entry.trace_id = idOf(record.traceId, 16);
  entry.span_id = idOf(record.spanId, 8);
  readBody(reading, record.body);
  entry.message ??= textOf(record.eventName);
  // What a record says of itself counts before what holds of all records of its resource.
  readAll(reading, record.attributes);
  readAll(reading, record.resource);
  if (typeof record.scope === "string" && record.scope !== "") addAttribute(reading, "scope", record.scope);
  return finishGeneric(reading);
}

const NANOSECONDS = /^[1-9]\d{17,19}$/;

/** Nanoseconds since the epoch, as a text or, against the rules, as a number; 0 is none. Else a stamp. */
function setTime(reading: Reading, value: Json): boolean {
  const { entry } = reading;
  const isNanos =
    typeof value === "number" ? value > 1e17 : typeof value === "string" && NANOSECONDS.test(value);
  if (!isNanos)
    return typeof value === "string" && value !== "0" && value !== "" && time(reading, value, "time");
  const ms = typeof value === "string" ? Number(value.slice(0, -6)) : Math.floor(Number(value) / 1e6);
  const stamp = epochInstant(ms, "ms");
  if (stamp === undefined) return false;
  entry.time = stamp.instant;
  entry.time_precision = "ms";
  reading.hasTime = true;
  return true;
}

/** The number is the norm; some write its name. */
function levelOf({ severityNumber, severityText }: OtelRecord): Entry["level"] {
  const [, word = ""] = /^SEVERITY_NUMBER_([A-Z]+)[2-4]?$/.exec(textOf(severityNumber) ?? "") ?? [];
  return parseSeverityNumber(severityNumber) ?? parseLevel(word) ?? parseLevel(severityText);
}

/** Hex digits in either case, with 0x before them, or base64, which some exporters write. Zeros are none. */
function idOf(value: Json, bytes: 8 | 16): string | undefined {
  const text = (textOf(value) ?? "").replace(/^0x/i, "");
  // Trace ids of 64 bits are padded.
  const isHex = text.length === bytes * 2 || text.length === 16;
  const hex = isHex ? text : hexOfBase64(text, bytes);
  return bytes === 16 ? traceIdOf(hex) : spanIdOf(hex);
}

function hexOfBase64(text: string, bytes: number): string {
  if (text.length > 24 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return "";
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes ? decoded.toString("hex") : "";
}

/** A text is the message; a map is what a structured logger had to say. */
function readBody(reading: Reading, body: Json): void {
  if (isJsonObject(body)) readAll(reading, body);
  else if (Array.isArray(body)) addAttribute(reading, "body", body);
  else if (typeof body === "boolean") reading.entry.message = String(body);
  else reading.entry.message = textOf(body);
}

function readAll(reading: Reading, map: JsonObject): void {
  for (const [key, value] of Object.entries(map)) readMember(reading, key, value);
}
