import type { Json } from "../../model/entry.ts";

/** A value of an attribute or a body, as JSON. */
export type JsonMap = Record<string, Json>;

/** One log record, with what is said of all records of its resource. */
export interface OtlpRecord {
  /** Nanoseconds since the epoch; 0: not said. */
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: Json;
  readonly attributes: JsonMap;
  /** Hex digits; "": none. */
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
  readonly resource: JsonMap;
  readonly scope: string;
}

/** What a request holds. `rejected`: records that are none, and why the first of them is not. */
export interface OtlpRequest {
  readonly records: readonly OtlpRecord[];
  readonly rejected: number;
  readonly problem: string | undefined;
}

/** Values within values deeper than this are left out. */
export const maxOtlpDepth = 32;
/** Records of one request. */
export const maxOtlpRecords = 100_000;

/**
 * The record as one line, which says everything by itself: what is stored and shown, and read by the formats like any
 * other line. Absent parts are left out.
 */
export function recordLine(record: OtlpRecord): string {
  const { body, severityNumber, severityText, traceId, spanId, eventName, attributes, resource, scope } =
    record;
  const nanos = record.timeUnixNano === 0n ? record.observedTimeUnixNano : record.timeUnixNano;
  const line: JsonMap = {};
  if (nanos > 0n) line["time"] = nanoInstant(nanos);
  if (severityNumber > 0) line["severity_number"] = severityNumber;
  if (severityText !== "") line["severity_text"] = severityText;
  if (eventName !== "") line["event_name"] = eventName;
  if (body !== null && body !== "") line["body"] = body;
  if (traceId !== "") line["trace_id"] = traceId;
  if (spanId !== "") line["span_id"] = spanId;
  if (Object.keys(attributes).length > 0) line["attributes"] = attributes;
  // It is there even when empty: by it the formats know a record of OpenTelemetry.
  line["resource"] = resource;
  if (scope !== "") line["scope"] = scope;
  return JSON.stringify(line);
}

/** The last instant that a date can be. */
const maxSeconds = 8_640_000_000_000n;

/** RFC 3339 with nine decimals. */
export function nanoInstant(nanos: bigint): string {
  const seconds = nanos / 1_000_000_000n;
  const whole = new Date(Number(seconds > maxSeconds ? maxSeconds : seconds) * 1000).toISOString();
  return `${whole.slice(0, -".000Z".length)}.${String(nanos % 1_000_000_000n).padStart(9, "0")}Z`;
}

/** A map of an attribute list; of two with one key the last counts. Own keys only, whatever they are called. */
export function emptyMap(): JsonMap {
  return Object.create(null);
}

/** Beyond 2^53 a number would be another one; as a text it stays what it is. */
export function integerValue(value: bigint): number | string {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : String(value);
}

/** JSON has no such numbers. */
export function doubleValue(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
