import type { Entry, EntryDraft, EntryKind, Json } from "../model/entry.ts";
import { entryFromJson, isEntryJson } from "../model/entry-json.ts";
import { causeOfText } from "./cause.ts";
import { deriveFields } from "./derive.ts";
import {
  type Format,
  type FormatName,
  isJsonObject,
  type JsonObject,
  type Line,
  type Unreadable,
} from "./format.ts";
import { headerSetter } from "./json-headers.ts";
import { JSON_KEYS, NESTED_KEYS } from "./json-keys.ts";
import { finishTime } from "./json-time.ts";
import { lookUpInOrder } from "./key-table.ts";
import {
  addAttribute,
  applyPostponed,
  finishReading,
  type Reading,
  readKey,
  startReading,
} from "./reading.ts";
import { requestCause } from "./upstream.ts";

/**
 * JSON of unknown origin, one object a line: the brief's schema, OpenTelemetry's and ECS's names, structured
 * back-off events, and what `tocsin parse` printed, which reads back to the same entry.
 */
export const genericJson: Format = {
  name: "generic_json",
  detect: (line) => line.json !== undefined,
  parse: (line, observedTime) => parse(line, observedTime),
};

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const { json } = line;
  if (json === undefined) return { reason: "not a JSON object" };
  if (isEntryJson(json)) return entryFromJson(json) ?? { reason: "not a valid entry of tocsin parse" };
  if (isUnparsableJson(json)) return { reason: "was unparsable when tocsin parse read it" };
  return entryFromRecord(json, observedTime, line.flags);
}

/** `{"error":…,"line":…,"n":…}`, which `tocsin parse` prints for a line that no format reads. */
function isUnparsableJson(json: JsonObject): boolean {
  const keys = Object.keys(json).sort().join();
  return keys === "error,line,n" && typeof json["n"] === "number" && typeof json["line"] === "string";
}

/**
 * Reads a record of JSON fields, such as a parsed line or a test entry of a rule. Never fails: a record always
 * gives an entry, and what is not understood stays in its attributes.
 */
export function entryFromRecord(
  record: JsonObject,
  observedTime: number,
  flags: readonly string[] = [],
  format: FormatName = "generic_json",
): EntryDraft {
  return readRecord(startReading(format, observedTime, flags), record);
}

/** Reads what a record says beside what has been read of it. */
export function readRecord(reading: Reading, record: JsonObject): EntryDraft {
  let place = 0;
  for (const key in record) {
    const value = record[key] ?? null;
    if (isScalarOrList(value)) readKey(reading, setterOf(key, place) ?? headerSetter(key), key, value);
    else readObject(reading, key, value);
    place += 1;
  }
  return finishGeneric(reading);
}

/** What follows from the keys of a record of unknown origin. */
export function finishGeneric(reading: Reading): EntryDraft {
  const { entry } = reading;
  applyPostponed(reading);
  finishTime(reading);
  deriveFields(reading);
  if (!reading.hasKind) entry.kind = kindOf(entry);
  deriveCause(reading);
  if (entry.kind === "http_request") entry.origin ??= originOf(entry);
  finishReading(reading);
  return entry;
}

const setterOf = lookUpInOrder(JSON_KEYS);

function isScalarOrList(value: Json): boolean {
  return typeof value !== "object" || value === null || Array.isArray(value);
}

export function readMember(reading: Reading, key: string, value: Json): void {
  if (isScalarOrList(value)) readKey(reading, JSON_KEYS.get(key) ?? headerSetter(key), key, value);
  else readObject(reading, key, value);
}

function readObject(reading: Reading, key: string, value: Json): void {
  if (key === "attributes" || key === "resource") readAttributes(reading, value);
  else if (NESTED_KEYS.has(key)) readNested(reading, key, value);
  else addAttribute(reading, key, value);
}

/** ECS nests its names; the deepest of them, and no other object, are looked into. */
function readNested(reading: Reading, outer: string, value: Json): void {
  if (!isJsonObject(value)) return;
  for (const key of Object.keys(value)) readMember(reading, `${outer}.${key}`, value[key] ?? null);
}

/** OpenTelemetry's names are dotted and mean fields; plain names among attributes mean themselves. */
function readAttributes(reading: Reading, value: Json): void {
  if (!isJsonObject(value)) return;
  for (const key of Object.keys(value)) {
    const inner = value[key] ?? null;
    const setter = key.includes(".") ? (JSON_KEYS.get(key) ?? headerSetter(key)) : undefined;
    readKey(reading, setter, key, inner);
  }
}

const BACKOFF_WORDS =
  /back(?:ing|ed)?[-_ ]?off|retry[-_ ]?(?:after|in|delay|wait)|retrying|will retry|rate[-_ ]?limit|throttl/i;

/**
 * A client's own event about a delay has a delay and calls itself so; a request has a status, or a method, a
 * path and a duration. Athens' error lines have a method and a path and are no second request.
 */
function kindOf(entry: EntryDraft): EntryKind {
  const delay = entry.retry_after_seconds ?? entry.backoff_seconds;
  const isEvent = entry.method === undefined && entry.bytes === undefined;
  if (delay !== undefined && isEvent && entry.message !== undefined && BACKOFF_WORDS.test(entry.message)) {
    return "backoff";
  }
  if (entry.status !== undefined) return "http_request";
  const { method, path, duration_ms: took } = entry;
  if (method !== undefined && path !== undefined && took !== undefined) return "http_request";
  return entry.level === "error" || entry.level === "fatal" ? "app_error" : "other";
}

/** A cause is looked for only in what says that something failed. */
function deriveCause(reading: Reading): void {
  const { entry, errorText } = reading;
  const failed = entry.level === "error" || entry.level === "fatal" || (entry.status ?? 0) >= 400;
  if (errorText !== undefined) entry.cause ??= causeOfText(errorText);
  if (failed && entry.message !== undefined) entry.cause ??= causeOfText(entry.message);
  if (entry.kind === "http_request") entry.cause ??= requestCause(entry);
}

function originOf(entry: EntryDraft): string {
  if (entry.upstream_status === undefined || entry.status === undefined) return "unknown";
  return entry.upstream_status === entry.status ? "upstream" : "edge";
}
