import {
  createEntry,
  type Entry,
  type EntryDraft,
  FIELDS,
  type FieldName,
  type FieldType,
  type Json,
} from "./entry.ts";
import { FIELD_WORDS } from "./field-words.ts";
import { fieldName } from "./group.ts";
import { formatInstant } from "./instant.ts";

type JsonObject = { readonly [key: string]: Json };

const FIELD_NAMES: readonly FieldName[] = Object.keys(FIELDS)
  .map(fieldName)
  .filter((name) => name !== undefined);
const INSTANTS: ReadonlySet<string> = new Set(FIELD_NAMES.filter((name) => "instant" in FIELDS[name]));

/** The object that `tocsin parse` prints: fields in order, absent ones left out, instants as RFC 3339. */
export function entryToJson(entry: Entry): JsonObject {
  const json: Record<string, Json> = {};
  for (const name of FIELD_NAMES) {
    const value = entry[name];
    if (value === undefined) continue;
    json[name] = typeof value === "number" && INSTANTS.has(name) ? formatInstant(value) : value;
  }
  return json;
}

/** Whether an object claims to be what entryToJson made; no other program names its fields like this. */
export function isEntryJson(json: JsonObject): boolean {
  return (
    typeof json["time_precision"] === "string" &&
    typeof json["observed_time"] === "string" &&
    typeof json["kind"] === "string" &&
    typeof json["format"] === "string"
  );
}

/** The inverse of entryToJson, equal in every field; undefined where a field is not what it must be. */
export function entryFromJson(json: JsonObject): Entry | undefined {
  const draft = createEntry("", 0);
  for (const name of FIELD_NAMES) {
    const value = json[name];
    if (value === undefined) continue;
    const read = INSTANTS.has(name) ? instantOf(value) : value;
    if (read === undefined || !isValid(name, read)) return undefined;
    Object.assign(draft, { [name]: name === "attributes" ? withoutPrototype(read) : read });
  }
  return isComplete(json, draft) ? draft : undefined;
}

function isComplete(json: JsonObject, draft: EntryDraft): boolean {
  return json["time"] !== undefined && draft.format !== undefined;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function instantOf(value: Json): number | undefined {
  if (typeof value !== "string" || !INSTANT.test(value)) return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : instant;
}

function isValid(name: FieldName, value: Json): boolean {
  const words = FIELD_WORDS[name];
  if (words !== undefined) return typeof value === "string" && words.includes(value);
  return isOfType(FIELDS[name].type, value);
}

function isOfType(type: FieldType, value: Json): boolean {
  switch (type) {
    case "number":
    case "string":
    case "boolean":
      return typeof value === type;
    case "number_list":
      return Array.isArray(value) && value.every((item) => typeof item === "number");
    case "string_list":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "map":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return type satisfies never;
  }
}

/** So that a key such as constructor is only ever the record's own. */
function withoutPrototype(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  const map: Record<string, Json> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) map[key] = inner;
  return map;
}
