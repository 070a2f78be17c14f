import type { Json } from "../model/entry.ts";
import { isJsonObject, type JsonObject } from "./format.ts";

/** A log record of OpenTelemetry, in whichever of its JSON forms it was written. */
export interface OtelRecord {
  readonly time: Json;
  readonly observed: Json;
  readonly severityNumber: Json;
  readonly severityText: Json;
  readonly body: Json;
  readonly eventName: Json;
  readonly traceId: Json;
  readonly spanId: Json;
  readonly attributes: JsonObject;
  readonly resource: JsonObject;
  readonly scope: Json;
}

/** Values within values deeper than this are left out. */
const maxDepth = 32;

/** Names of a part in OTLP's JSON, in the data model's own examples, and in the exporters that write to a console. */
const NAMES = {
  time: ["timeUnixNano", "time_unix_nano", "time", "timestamp", "Timestamp"],
  observed: ["observedTimeUnixNano", "observed_time_unix_nano", "observed_timestamp", "ObservedTimestamp"],
  severityNumber: ["severityNumber", "severity_number", "SeverityNumber"],
  severityText: ["severityText", "severity_text", "SeverityText"],
  body: ["body", "Body"],
  eventName: ["eventName", "event_name", "EventName"],
  traceId: ["traceId", "trace_id", "TraceId"],
  spanId: ["spanId", "span_id", "SpanId"],
  attributes: ["attributes", "Attributes"],
  resource: ["resource", "Resource"],
  scope: ["scope", "InstrumentationScope"],
} as const satisfies Record<keyof OtelRecord, readonly string[]>;

const has = (json: JsonObject, part: keyof OtelRecord): boolean =>
  NAMES[part].some((name) => json[name] !== undefined);

/** Whether an object is a record, or a document of records. Other programs have a body or attributes too. */
export function isOtel(json: JsonObject): boolean {
  if (Array.isArray(json["resourceLogs"])) return true;
  const isRecord = has(json, "body") || has(json, "severityNumber") || has(json, "attributes");
  if (json["timeUnixNano"] !== undefined || json["observedTimeUnixNano"] !== undefined) return isRecord;
  if (json["SeverityNumber"] !== undefined || json["SeverityText"] !== undefined) return has(json, "body");
  return isJsonObject(json["resource"]) && (has(json, "body") || has(json, "severityNumber"));
}

/** The records of a line: one, or those of a document of resourceLogs. */
export function otelRecords(json: JsonObject): readonly OtelRecord[] {
  if (!Array.isArray(json["resourceLogs"])) return [recordOf(json, json["resource"], json["scope"])];
  return objects(json["resourceLogs"]).flatMap((group) =>
    objects(group["scopeLogs"] ?? group["instrumentationLibraryLogs"]).flatMap((logs) =>
      objects(logs["logRecords"]).map((record) => recordOf(record, group["resource"], logs["scope"])),
    ),
  );
}

/** Longest text into which the records of one line are taken apart; each repeats what is said of its resource. */
const maxApartLength = 16_777_216;

/** Documents of one record each, or undefined where there is one already, or where there are too many. */
export function oneByOne(json: JsonObject): readonly string[] | undefined {
  if (!Array.isArray(json["resourceLogs"])) return undefined;
  const documents: string[] = [];
  let length = 0;
  for (const group of objects(json["resourceLogs"])) {
    for (const logs of objects(group["scopeLogs"] ?? group["instrumentationLibraryLogs"])) {
      for (const record of objects(logs["logRecords"])) {
        const scopeLogs = [{ scope: logs["scope"], logRecords: [record] }];
        const text = JSON.stringify({ resourceLogs: [{ resource: group["resource"], scopeLogs }] });
        length += text.length;
        if (length > maxApartLength) return undefined;
        documents.push(text);
      }
    }
  }
  return documents.length > 1 ? documents : undefined;
}

function recordOf(json: JsonObject, resource: Json | undefined, scope: Json | undefined): OtelRecord {
  const part = (name: keyof OtelRecord): Json => {
    const found = NAMES[name].find((key) => json[key] !== undefined);
    return found === undefined ? null : (json[found] ?? null);
  };
  return {
    time: part("time"),
    observed: part("observed"),
    severityNumber: part("severityNumber"),
    severityText: part("severityText"),
    body: plain(part("body"), 0),
    eventName: part("eventName"),
    traceId: part("traceId"),
    spanId: part("spanId"),
    attributes: mapOf(part("attributes")),
    resource: resourceOf(resource ?? part("resource")),
    scope: isJsonObject(scope) ? (scope["name"] ?? null) : (scope ?? null),
  };
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((one) => isJsonObject(one)) : [];
}

/** OTLP's resource has its attributes within; others are a map. */
function resourceOf(value: Json): JsonObject {
  const inner = isJsonObject(value) ? value["attributes"] : undefined;
  return mapOf(inner ?? value);
}

/** A list of `{key, value}`, or a map already. */
function mapOf(value: Json, depth = 0): JsonObject {
  const map: Record<string, Json> = Object.create(null);
  if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) map[key] = plain(inner, depth);
  }
  for (const pair of objects(value)) {
    if (typeof pair["key"] === "string") map[pair["key"]] = plain(pair["value"] ?? null, depth);
  }
  return map;
}

const VALUE = /^(?:string|bool|int|double|array|kvlist|bytes)(?:Value|_value)$/;

/** What an AnyValue holds; what is none is itself. */
function plain(value: Json, depth: number): Json {
  if (!isJsonObject(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only === undefined || others.length > 0 || !VALUE.test(only)) return value;
  if (depth >= maxDepth) return null;
  const inner = value[only] ?? null;
  if (only.startsWith("int")) return integer(inner);
  if (only.startsWith("double")) return Number.isFinite(Number(inner)) ? Number(inner) : inner;
  if (!isJsonObject(inner)) return inner;
  const values = inner["values"] ?? null;
  if (only.startsWith("kvlist")) return mapOf(values, depth + 1);
  return Array.isArray(values) ? values.map((one: Json) => plain(one, depth + 1)) : inner;
}

/** 64-bit numbers are written as texts; beyond 2^53 they stay one. */
function integer(value: Json): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
