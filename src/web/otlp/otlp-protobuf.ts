import { Buffer } from "node:buffer";
import { BinaryReader } from "@bufbuild/protobuf/wire";
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

/** Takes a field if it knows its number, with that type; else the field is skipped. */
type ReadField = (field: number, reader: BinaryReader) => boolean;

function readMessage(bytes: Uint8Array, read: ReadField): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (!read(field, reader)) reader.skip(type);
  }
}

/** ExportLogsServiceRequest. Throws where the bytes are no protobuf. */
export function otlpFromProtobuf(bytes: Uint8Array): OtlpRequest {
  const records: OtlpRecord[] = [];
  let tooMany = 0;
  readMessage(bytes, (field, reader) => {
    if (field !== 1) return false;
    readResourceLogs(reader.bytes(), (record) => {
      if (records.length < maxOtlpRecords) records.push(record());
      else tooMany += 1;
    });
    return true;
  });
  const problem = tooMany === 0 ? undefined : `more than ${maxOtlpRecords} records in one request`;
  return { records, rejected: tooMany, problem };
}

function readResourceLogs(bytes: Uint8Array, take: (record: () => OtlpRecord) => void): void {
  const scopes: Uint8Array[] = [];
  let resource = emptyMap();
  readMessage(bytes, (field, reader) => {
    if (field === 1) resource = attributesOf(reader.bytes(), 1);
    else if (field === 2) scopes.push(reader.bytes());
    else return false;
    return true;
  });
  for (const scope of scopes) readScopeLogs(scope, resource, take);
}

function readScopeLogs(bytes: Uint8Array, resource: JsonMap, take: (record: () => OtlpRecord) => void): void {
  const records: Uint8Array[] = [];
  let scope = "";
  readMessage(bytes, (field, reader) => {
    if (field === 1) scope = scopeName(reader.bytes());
    else if (field === 2) records.push(reader.bytes());
    else return false;
    return true;
  });
  for (const record of records) take(() => readRecord(record, resource, scope));
}

function scopeName(bytes: Uint8Array): string {
  let name = "";
  readMessage(bytes, (field, reader) => {
    if (field !== 1) return false;
    name = reader.string();
    return true;
  });
  return name;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readRecord(bytes: Uint8Array, resource: JsonMap, scope: string): OtlpRecord {
  const record: Mutable<OtlpRecord> = {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: "",
    body: null,
    attributes: emptyMap(),
    traceId: "",
    spanId: "",
    eventName: "",
    resource,
    scope,
  };
  readMessage(bytes, (field, reader) => readRecordField(record, field, reader));
  return record;
}

function readRecordField(record: Mutable<OtlpRecord>, field: number, reader: BinaryReader): boolean {
  if (field === 1) record.timeUnixNano = BigInt(reader.fixed64());
  else if (field === 2) record.severityNumber = reader.int32();
  else if (field === 3) record.severityText = reader.string();
  else if (field === 5) record.body = anyValue(reader.bytes(), 0);
  else if (field === 6) addPair(record.attributes, reader.bytes(), 0);
  else if (field === 9) record.traceId = hexOf(reader.bytes());
  else if (field === 10) record.spanId = hexOf(reader.bytes());
  else if (field === 11) record.observedTimeUnixNano = BigInt(reader.fixed64());
  else if (field === 12) record.eventName = reader.string();
  else return false;
  return true;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** A message whose field `number` repeats KeyValue: a resource, a list of pairs. */
function attributesOf(bytes: Uint8Array, number: number, depth = 0): JsonMap {
  const map = emptyMap();
  readMessage(bytes, (field, reader) => {
    if (field !== number) return false;
    addPair(map, reader.bytes(), depth);
    return true;
  });
  return map;
}

function addPair(map: JsonMap, bytes: Uint8Array, depth: number): void {
  let key = "";
  let value: Json = null;
  readMessage(bytes, (field, reader) => {
    if (field === 1) key = reader.string();
    else if (field === 2) value = anyValue(reader.bytes(), depth);
    else return false;
    return true;
  });
  map[key] = value;
}

/** AnyValue; null where it is empty, or lies too deep. */
function anyValue(bytes: Uint8Array, depth: number): Json {
  if (depth > maxOtlpDepth) return null;
  let value: Json = null;
  readMessage(bytes, (field, reader) => {
    if (field === 1) value = reader.string();
    else if (field === 2) value = reader.bool();
    else if (field === 3) value = integerValue(BigInt(reader.int64()));
    else if (field === 4) value = doubleValue(reader.double());
    else if (field === 5) value = valuesOf(reader.bytes(), depth + 1);
    else if (field === 6) value = attributesOf(reader.bytes(), 1, depth + 1);
    else if (field === 7) value = Buffer.from(reader.bytes()).toString("base64");
    else return false;
    return true;
  });
  return value;
}

function valuesOf(bytes: Uint8Array, depth: number): readonly Json[] {
  const values: Json[] = [];
  readMessage(bytes, (field, reader) => {
    if (field !== 1) return false;
    values.push(anyValue(reader.bytes(), depth));
    return true;
  });
  return values;
}
