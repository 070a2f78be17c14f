import { Buffer } from "node:buffer";
import type { Json } from "../../model/entry.ts";
import {
  doubleValue,
  emptyMap,
  integerValue,
  type JsonMap,
  maxOtlpDepth,
  maxOtlpRecords,
  type OtlpRecord,
  type OtlpRequest,
} from "./otlp-record.ts";

type JsonObject = { readonly [key: string]: Json };

/** ExportLogsServiceRequest as OTLP's JSON. Throws where the text is no JSON, or no such request. */
export function otlpFromJson(text: string): OtlpRequest {
  const request: Json = JSON.parse(text);
  const records: OtlpRecord[] = [];
  let rejected = 0;
  let problem: string | undefined;

  function take(record: Json, resource: JsonMap, scope: string): void {
    const why = objectionTo(record, records.length);
    if (why === undefined && isObject(record)) records.push(recordOf(record, resource, scope));
    else {
      rejected += 1;
      problem ??= why;
    }
  }

  if (!isObject(request)) throw new Error("the body is no JSON object");
  for (const group of listOf(request, "resourceLogs", "resource_logs")) {
    if (!isObject(group)) throw new Error("resourceLogs holds what is no object");
    const resource = attributesOf(objectOf(group["resource"])["attributes"]);
    for (const logs of listOf(group, "scopeLogs", "scope_logs", "instrumentationLibraryLogs")) {
      if (!isObject(logs)) throw new Error("scopeLogs holds what is no object");
      const scope = textOf(objectOf(logs["scope"])["name"]);
      for (const record of listOf(logs, "logRecords", "log_records")) take(record, resource, scope);
    }
  }
  return { records, rejected, problem };
}

function objectionTo(record: Json, before: number): string | undefined {
  if (!isObject(record)) return "a log record is no object";
  return before < maxOtlpRecords ? undefined : `more than ${maxOtlpRecords} records in one request`;
}

function recordOf(record: JsonObject, resource: JsonMap, scope: string): OtlpRecord {
  return {
    timeUnixNano: nanosOf(record["timeUnixNano"]),
    observedTimeUnixNano: nanosOf(record["observedTimeUnixNano"]),
    severityNumber: severityOf(record["severityNumber"]),
    severityText: textOf(record["severityText"]),
    body: anyValue(record["body"], 0),
    attributes: attributesOf(record["attributes"]),
    traceId: idOf(record["traceId"], 16),
    spanId: idOf(record["spanId"], 8),
    eventName: textOf(record["eventName"]),
    resource,
    scope,
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The first of the names that is there; what is no list is none. */
function listOf(object: JsonObject, ...names: readonly string[]): readonly Json[] {
  const name = names.find((one) => object[one] !== undefined && object[one] !== null);
  const value = name === undefined ? [] : object[name];
  if (!Array.isArray(value)) throw new Error(`${name} is no list`);
  return value;
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** 64-bit numbers are texts; some senders write them as numbers, which then have lost their last digits. */
function nanosOf(value: Json | undefined): bigint {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt(value);
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? BigInt(Math.trunc(value)) : 0n;
}

/** An enum is a number; its name is accepted. */
function severityOf(value: Json | undefined): number {
  if (typeof value === "number") return Number.isInteger(value) ? value : 0;
  const [, word, place] = /^SEVERITY_NUMBER_([A-Z]+?)([2-4])?$/.exec(textOf(value)) ?? [];
  const step = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].indexOf(word ?? "");
  return step < 0 ? 0 : step * 4 + Number(place ?? 1);
}

/** Hex digits in either case; base64, as protobuf's own JSON would have it, is what some senders write. */
function idOf(value: Json | undefined, bytes: number): string {
  const text = textOf(value);
  if (text.length === bytes * 2 && /^[0-9a-fA-F]+$/.test(text)) return text.toLowerCase();
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes ? decoded.toString("hex") : "";
}

function attributesOf(value: Json | undefined, depth = 0): JsonMap {
  const map = emptyMap();
  for (const pair of Array.isArray(value) ? value : []) {
    if (isObject(pair) && typeof pair["key"] === "string") map[pair["key"]] = anyValue(pair["value"], depth);
  }
  return map;
}

/** AnyValue; null where it is empty, or lies too deep. */
function anyValue(value: Json | undefined, depth: number): Json {
  if (!isObject(value) || depth > maxOtlpDepth) return null;
  const {
    stringValue,
    boolValue,
    intValue,
    doubleValue: double,
    arrayValue,
    kvlistValue,
    bytesValue,
  } = value;
  if (typeof stringValue === "string") return stringValue;
  if (typeof boolValue === "boolean") return boolValue;
  if (intValue !== undefined) return intOf(intValue);
  if (double !== undefined) return doubleValue(Number(double));
  if (arrayValue !== undefined) {
    const values = objectOf(arrayValue)["values"];
    return Array.isArray(values) ? values.map((one: Json) => anyValue(one, depth + 1)) : [];
  }
  if (kvlistValue !== undefined) return attributesOf(objectOf(kvlistValue)["values"], depth + 1);
  return typeof bytesValue === "string" ? bytesValue : null;
}

function intOf(value: Json): Json {
  if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) return integerValue(BigInt(value));
  const number = Number(value);
  return Number.isInteger(number) ? number : null;
}
