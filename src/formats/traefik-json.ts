import type { Entry, Json } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import { address, count, duration, numberOf, status, target, text, textOf } from "./field-setters.ts";
import { endOf, type FineStamp, parseFineTime } from "./fine-time.ts";
import { type Format, isJsonObject, type JsonObject, type Line, type Unreadable } from "./format.ts";
import { REQUEST_HEADERS, RESPONSE_HEADERS } from "./header-setters.ts";
import { parseLevel } from "./level.ts";
import { setOutcome } from "./outcome.ts";
import {
  addAttribute,
  applyPostponed,
  finishReading,
  type Reading,
  readKey,
  type Setter,
  startReading,
  weak,
} from "./reading.ts";
import { parseIsoTime } from "./timestamp.ts";
import { spanId, traceId } from "./trace-setters.ts";
import { traefikOutcome } from "./traefik-outcome.ts";

/** Traefik's access log as JSON. It stamps the start; durations are nanoseconds; headers have their side in front. */
export const traefikJson: Format = {
  name: "traefik_json",
  detect: ({ json }) => json !== undefined && isTraefik(json),
  parse,
};

/** Keys that hardly anybody but Traefik writes; any of them may be dropped by its configuration. */
const TELLING: readonly string[] = [
  "DownstreamStatus",
  "DownstreamContentSize",
  "OriginStatus",
  "OriginDuration",
  "RouterName",
  "ClientHost",
  "StartUTC",
  "RequestMethod",
  "entryPointName",
];

function isTraefik(json: JsonObject): boolean {
  if (json["DownstreamStatus"] === undefined && json["OriginStatus"] === undefined) return false;
  return TELLING.filter((key) => json[key] !== undefined).length >= 3;
}

const level: Setter = ({ entry }, value) => {
  entry.level = parseLevel(value);
  return entry.level !== undefined;
};

/** X-Forwarded-For as Traefik got it, where there is one; the last in it is the one that a proxy of ours has seen. */
const client: Setter = (reading, value, key) => {
  const found = textOf(value);
  return found !== undefined && address(reading, found.slice(found.lastIndexOf(",") + 1).trim(), key);
};

const router: Setter = (reading, value) => {
  addAttribute(reading, "router", value);
  return true;
};

const upstream: Setter = ({ entry }, value) => {
  const found = textOf(value);
  if (found === undefined) return false;
  entry.upstream ??= found;
  return true;
};

const SERVICE_HOST = /^[a-z][a-z0-9+.-]*:\/\/([^/]+)/;

/** A URL, or Go's URL object in older releases. */
const serviceUrl: Setter = ({ entry }, value) => {
  const host = isJsonObject(value)
    ? textOf(value["Host"] ?? null)
    : SERVICE_HOST.exec(textOf(value) ?? "")?.[1];
  if (host === undefined) return false;
  entry.upstream ??= host;
  return true;
};

/** Read beside the table, because they belong together, or said by another key as well. */
const READ_APART: ReadonlySet<string> = new Set(
  "StartUTC StartLocal time OriginStatus ClientPort RequestPort".split(" "),
);

const TRAEFIK_KEYS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["DownstreamStatus", status],
  ["DownstreamContentSize", count("bytes")],
  ["Duration", duration("duration_ms", "ns")],
  ["OriginDuration", duration("upstream_ms", "ns")],
  ["ClientHost", client],
  ["ClientAddr", weak(address)],
  ["ClientUsername", weak(text("client_id"))],
  ["RequestMethod", text("method")],
  ["RequestPath", target],
  ["RequestHost", text("host")],
  ["RequestAddr", weak(text("host"))],
  ["ServiceName", text("service")],
  ["ServiceAddr", upstream],
  ["ServiceURL", weak(serviceUrl)],
  ["RouterName", router],
  // Names of Traefik 1.
  ["FrontendName", router],
  ["BackendName", text("service")],
  ["BackendAddr", upstream],
  ["BackendURL", weak(serviceUrl)],
  ["level", level],
  ["msg", text("message")],
  ["TraceId", weak(traceId)],
  ["trace_id", traceId],
  ["SpanId", weak(spanId)],
  ["span_id", spanId],
]);

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const { json } = line;
  if (json === undefined) return { reason: "not a JSON object" };
  const reading = startReading("traefik_json", observedTime, line.flags);
  const { entry } = reading;
  entry.kind = "http_request";
  for (const key in json) {
    const value = json[key] ?? null;
    if (value === null || value === "-" || value === "" || READ_APART.has(key)) continue;
    readKey(reading, TRAEFIK_KEYS.get(key) ?? headerSetter(key), key, value);
  }
  applyPostponed(reading);
  if (entry.upstream !== undefined) entry.upstreams = [entry.upstream];
  // 0 is also how it says that it asked nobody.
  else entry.upstream_ms = undefined;
  readOrigin(reading, json);
  readTimes(reading, json);
  deriveFields(reading);
  setOutcome(entry, traefikOutcome(entry, asked(entry, json)));
  finishReading(reading);
  return entry;
}

/** What the client was told counts for more than what Traefik was told. */
function headerSetter(key: string): Setter | undefined {
  const side = key.slice(0, key.indexOf("_") + 1);
  const name = key.slice(side.length).toLowerCase();
  if (side === "request_") return REQUEST_HEADERS.get(name);
  if (side === "downstream_") return RESPONSE_HEADERS.get(name);
  const setter = side === "origin_" ? RESPONSE_HEADERS.get(name) : undefined;
  return setter && weak(setter);
}

function readOrigin({ entry }: Reading, json: JsonObject): void {
  const found = numberOf(json["OriginStatus"] ?? null);
  // 0 is no status.
  if (found === undefined || !Number.isInteger(found) || found < 100 || found > 999) return;
  entry.upstream_status = found;
  entry.upstream_statuses = [found];
}

function asked({ upstream_status: originStatus, upstream: address }: Entry, json: JsonObject) {
  const hasOriginHeader = json["origin_Date"] !== undefined || json["origin_Content-Type"] !== undefined;
  return { originStatus, hasService: address !== undefined, hasOriginHeader };
}

/** Where the start is left out by the configuration, `time` is when the line was written. */
function readTimes(reading: Reading, json: JsonObject): void {
  const { entry } = reading;
  const start = startOf(json["StartUTC"]) ?? startOf(json["StartLocal"]);
  if (start !== undefined) {
    entry.start_time = start.instant;
    entry.time_precision = start.precision;
    const took = numberOf(json["Duration"] ?? null);
    entry.time = endOf(start, took === undefined || took < 0 ? 0 : took);
    return;
  }
  const written = parseIsoTime(textOf(json["time"] ?? null) ?? "");
  if (written === undefined) return;
  entry.time = written.instant;
  entry.time_precision = written.precision;
}

function startOf(value: Json | undefined): FineStamp | undefined {
  return typeof value === "string" ? parseFineTime(value) : undefined;
}
