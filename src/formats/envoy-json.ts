import type { Entry, Json } from "../model/entry.ts";
import { finishEnvoy, readCluster, readForwarded, readUpstreamHost } from "./envoy-line.ts";
import {
  address,
  count,
  duration,
  numberOf,
  retryAfter,
  status,
  target,
  text,
  textOf,
} from "./field-setters.ts";
import type { Format, JsonObject, Line, Unreadable } from "./format.ts";
import { readMember } from "./generic-json.ts";
import {
  addAttribute,
  applyPostponed,
  type Reading,
  readKey,
  type Setter,
  startReading,
  weak,
} from "./reading.ts";
import { parseIsoTime } from "./timestamp.ts";

/**
 * Envoy's access log as JSON: Istio's keys, Envoy Gateway's (`:authority`, `user-agent`), and the names of the
 * operators, which most configurations use. Values are numbers or texts, `-` or null; times are ms.
 */
export const envoyJson: Format = {
  name: "envoy_json",
  detect: ({ json }) => json !== undefined && isEnvoy(json),
  parse,
};

/** Keys that hardly anybody but Envoy's operators is called by. */
const TELLING: readonly string[] = [
  "response_flags",
  "response_code_details",
  "upstream_cluster",
  "upstream_service_time",
  "x-envoy-upstream-service-time",
  "downstream_remote_address",
];

function isEnvoy(json: JsonObject): boolean {
  if (json["response_code"] === undefined) return false;
  return TELLING.filter((key) => json[key] !== undefined).length >= 2;
}

const start: Setter = (reading, value) => {
  const stamp = typeof value === "string" ? parseIsoTime(value) : undefined;
  if (stamp === undefined || reading.entry.start_time !== undefined) return false;
  reading.entry.start_time = stamp.instant;
  reading.entry.time_precision = stamp.precision;
  reading.hasTime = true;
  return true;
};

const code: Setter = (reading, value, key) => {
  reading.entry.kind = "http_request";
  return status(reading, value, key);
};

const upstreamHost: Setter = ({ entry }, value) => {
  readUpstreamHost(entry, textOf(value) ?? "");
  return true;
};

const forwarded: Setter = (reading, value) => {
  readForwarded(reading, textOf(value) ?? "");
  return true;
};

/** The address that Envoy itself takes for the client's, having judged whom to believe. */
const peer: Setter = (reading, value, key) => {
  address(reading, value, key);
  return false;
};

/** Keeps the text as an attribute, and takes the service from it. */
const cluster: Setter = ({ entry }, value) => {
  readCluster(entry, textOf(value) ?? "");
  return false;
};

const received: Setter = (reading, value) => {
  const number = numberOf(value);
  if (number !== undefined) addAttribute(reading, "bytes_received", number);
  return number !== undefined;
};

const ENVOY_KEYS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["start_time", start],
  // Contour's name for it, and others'.
  ["@timestamp", start],
  ["timestamp", start],
  ["time", start],
  ["response_code", code],
  ["method", text("method")],
  [":method", text("method")],
  ["path", target],
  ["x-envoy-origin-path", target],
  ["x-envoy-original-path", target],
  [":path", weak(target)],
  ["bytes_sent", count("bytes")],
  ["bytes_received", received],
  ["duration", duration("duration_ms", "ms")],
  ["response_duration", duration("ttfb_ms", "ms")],
  ["upstream_service_time", duration("upstream_ms", "ms")],
  ["x-envoy-upstream-service-time", duration("upstream_ms", "ms")],
  ["user_agent", text("user_agent")],
  ["user-agent", text("user_agent")],
  ["request_id", text("request_id")],
  ["x-request-id", text("request_id")],
  ["authority", text("host")],
  [":authority", text("host")],
  ["upstream_host", upstreamHost],
  ["upstream_cluster", cluster],
  ["x_forwarded_for", weak(forwarded)],
  ["x-forwarded-for", weak(forwarded)],
  ["downstream_remote_address", peer],
  ["retry_after", retryAfter],
  ["retry-after", retryAfter],
]);

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const { json } = line;
  if (json === undefined) return { reason: "not a JSON object" };
  const reading = startReading("envoy_json", observedTime, line.flags);
  for (const key in json) {
    const value = json[key] ?? null;
    // The flags are read at the end, with the rest of how it ended.
    if (value === null || value === "-" || value === "" || key === "response_flags") continue;
    const setter = ENVOY_KEYS.get(key);
    if (setter === undefined) readMember(reading, key, value);
    else readKey(reading, setter, key, value);
  }
  applyPostponed(reading);
  withoutHttp(reading);
  finishEnvoy(reading, {
    flags: flagsOf(json["response_flags"]),
    details: textOf(json["response_code_details"] ?? null),
    failure: textOf(json["upstream_transport_failure_reason"] ?? null),
  });
  return reading.entry;
}

/** A raw TCP connection has no method, and 0 for a code that is none. */
function withoutHttp({ entry }: Reading): void {
  if (entry.method !== undefined || (entry.status ?? 0) !== 0) return;
  entry.kind = "other";
  entry.status = undefined;
}

function flagsOf(value: Json | undefined): string {
  if (Array.isArray(value)) return value.filter((flag) => typeof flag === "string").join();
  return typeof value === "string" ? value : "-";
}
