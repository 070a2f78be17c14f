import type { Json } from "../model/entry.ts";
import {
  address,
  count,
  duration,
  numberOf,
  ratelimitReset,
  responseDate,
  retryAfter,
  seconds,
  status,
  target,
  text,
} from "./field-setters.ts";
import type { TextField } from "./field-writer.ts";
import { type KeyTable, keyTable } from "./key-table.ts";
import { parseLevel } from "./level.ts";
import { ratelimit, ratelimitLimit, ratelimitPolicy, ratelimitRemaining } from "./ratelimit-setters.ts";
import { type Reading, type Setter, type UpstreamTexts, weak } from "./reading.ts";
import { parseRequestLine } from "./request-target.ts";
import { epochInstant, parseClfTime, parseIsoTime, type Stamp } from "./timestamp.ts";
import { amazonTrace, b3, googleTrace, jaeger, spanId, traceId, traceparent } from "./trace-setters.ts";

/** $msec is seconds with exactly three decimals. */
const time: Setter = (reading, value, key) => {
  // A coarser stamp beside $msec says nothing new.
  if (reading.hasTime) return true;
  const stamp = stampOf(value);
  if (stamp === undefined) return false;
  reading.entry.time = stamp.instant;
  // A number of JSON does not show the decimals .000.
  reading.entry.time_precision = key === "msec" ? "ms" : stamp.precision;
  reading.hasTime = true;
  return true;
};

function stampOf(value: Json): Stamp | undefined {
  const number = numberOf(value);
  if (number !== undefined) return epochInstant(number, "s");
  if (typeof value !== "string") return undefined;
  const clf = parseClfTime(value);
  if (clf !== undefined) return { instant: clf, precision: "s", flag: undefined };
  return parseIsoTime(value);
}

/** $request: the whole request line. */
const request: Setter = (reading, value, key) => {
  const line = typeof value === "string" ? parseRequestLine(value) : undefined;
  if (line === undefined) return false;
  reading.entry.method ??= line.method;
  if (line.target !== undefined) target(reading, line.target, key);
  return true;
};

function upstreamTexts(reading: Reading): UpstreamTexts {
  reading.upstream ??= {
    address: undefined,
    status: undefined,
    responseTime: undefined,
    headerTime: undefined,
    connectTime: undefined,
  };
  return reading.upstream;
}

function upstream(part: keyof UpstreamTexts): Setter {
  return (reading, value) => {
    if (typeof value !== "string" && typeof value !== "number") return false;
    upstreamTexts(reading)[part] ??= String(value);
    return true;
  };
}

/** Unless $sent_http_retry_after is logged too: then that is what the client was told, even if it is nothing. */
const upstreamRetryAfter: Setter = (reading, value) => {
  if (reading.retryAfter !== undefined) return false;
  return retryAfter(reading, value, "");
};

const level: Setter = ({ entry }, value) => {
  entry.level ??= parseLevel(value);
  return entry.level !== undefined;
};

const named = (field: TextField): Setter => text(field);

/** $request_uri keeps the client's escaping, $uri and $document_uri do not; the first is what was asked. */
export const NGINX_KEYS: KeyTable = keyTable([
  ["msec", time],
  ["time_iso8601 time_local time timestamp @timestamp ts datetime", weak(time)],
  ["status status_code http_status", status],
  ["method request_method", named("method")],
  ["request_uri", target],
  ["uri path url document_uri", weak(target)],
  ["request", weak(request)],
  ["body_bytes_sent bytes body_bytes", count("bytes")],
  ["sent_http_content_length", count("content_length")],
  ["content_length", weak(count("content_length"))],
  ["request_time duration response_time", duration("duration_ms", "s")],
  ["duration_ms request_time_ms", duration("duration_ms", "ms")],
  ["user_agent http_user_agent agent", named("user_agent")],
  ["upstream_addr upstream", upstream("address")],
  ["upstream_status", upstream("status")],
  ["upstream_response_time", upstream("responseTime")],
  ["upstream_header_time", upstream("headerTime")],
  ["upstream_connect_time", upstream("connectTime")],
  ["sent_http_retry_after retry_after", retryAfter],
  ["upstream_http_retry_after", weak(upstreamRetryAfter)],
  ["retry_after_seconds", seconds("retry_after_seconds", "s")],
  ["sent_http_date", responseDate],
  ["sent_http_x_ratelimit_limit x_ratelimit_limit sent_http_ratelimit_limit", ratelimitLimit],
  ["sent_http_x_ratelimit_remaining x_ratelimit_remaining sent_http_ratelimit_remaining", ratelimitRemaining],
  ["sent_http_ratelimit", ratelimit],
  ["sent_http_ratelimit_policy", ratelimitPolicy],
  ["sent_http_x_ratelimit_reset x_ratelimit_reset sent_http_ratelimit_reset", ratelimitReset],
  ["sent_http_cache_control cache_control", named("cache_control")],
  ["client_id http_x_client_id http_x_client x_client_id x_client", named("client_id")],
  ["client", weak(named("client_id"))],
  ["remote_user user", weak(named("client_id"))],
  ["remote_addr client_address client_ip", address],
  ["tenant tenant_id http_x_scope_orgid x_scope_orgid", named("tenant")],
  ["service", named("service")],
  ["service_name app", weak(named("service"))],
  ["env", named("env")],
  ["environment", weak(named("env"))],
  ["team", named("team")],
  ["host http_host", named("host")],
  ["hostname", weak(named("host"))],
  ["pod pod_name", named("pod")],
  ["k8s_namespace", named("k8s_namespace")],
  ["namespace", weak(named("k8s_namespace"))],
  ["node node_name", named("node")],
  ["cluster", named("cluster")],
  ["request_id", named("request_id")],
  ["http_x_request_id x_request_id req_id", weak(named("request_id"))],
  ["traceparent http_traceparent", traceparent],
  ["trace_id otel_trace_id opentelemetry_trace_id", traceId],
  ["span_id otel_span_id opentelemetry_span_id", spanId],
  ["http_b3 b3", weak(b3)],
  ["http_x_b3_traceid x_b3_traceid", weak(traceId)],
  ["http_x_b3_spanid x_b3_spanid", weak(spanId)],
  ["http_uber_trace_id uber_trace_id", weak(jaeger)],
  ["http_x_amzn_trace_id x_amzn_trace_id", weak(amazonTrace)],
  ["http_x_cloud_trace_context x_cloud_trace_context", weak(googleTrace)],
  ["level", level],
  ["message msg", named("message")],
]);
