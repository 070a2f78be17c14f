import type { Json } from "../model/entry.ts";
import { isCause } from "./cause.ts";
import {
  address,
  count,
  duration,
  numberOf,
  ownUnit,
  ratelimitReset,
  retryAfter,
  seconds,
  status,
  target,
  text,
  textOf,
} from "./field-setters.ts";
import { goModule, goOperation, goProbe, goVersion } from "./go-setters.ts";
import { endTime, epochTime, startTime, time } from "./json-time.ts";
import { type KeyTable, keyTable } from "./key-table.ts";
import { parseLevel, parseSeverityNumber } from "./level.ts";
import { ratelimit, ratelimitLimit, ratelimitPolicy, ratelimitRemaining } from "./ratelimit-setters.ts";
import { addFlag, type Setter, weak } from "./reading.ts";
import { kind, origin, responseFlags, upstreamDead, upstreamStatus } from "./stated-setters.ts";
import {
  amazonTrace,
  b3,
  datadogSpan,
  datadogTrace,
  googleTrace,
  jaeger,
  spanId,
  traceId,
  traceparent,
} from "./trace-setters.ts";

/**
 * The spellings of every field in JSON of unknown origin: the brief's schema, the entry's own names,
 * OpenTelemetry's, ECS's, and the aliases of common loggers. Numbers of time count only under a name that says
 * their unit: `duration` alone is milliseconds in one program, seconds or nanoseconds in the next.
 */

const level: Setter = ({ entry }, value) => {
  const found = parseLevel(value);
  if (found === undefined || entry.level !== undefined) return false;
  entry.level = found;
  return true;
};

const severityNumber: Setter = ({ entry }, value) => {
  entry.level ??= parseSeverityNumber(value);
  return entry.level !== undefined;
};

/** A status under a name that other things have too. */
const likelyStatus: Setter = (reading, value, key) => {
  const number = numberOf(value);
  return number !== undefined && number >= 100 && number <= 599 && status(reading, value, key);
};

/** A duration whose name does not say its unit; only a text that does can be one. */
const unitless: Setter = (reading, value) => {
  const ms = ownUnit(value);
  if (ms === undefined) {
    if (typeof value === "number") addFlag(reading, "duration_unit_unknown");
    return false;
  }
  if (reading.entry.duration_ms !== undefined) return false;
  reading.entry.duration_ms = ms;
  return true;
};

/** A delay with its unit; a bare number has none. */
const delay: Setter = (reading, value, key) =>
  typeof value === "string" &&
  numberOf(value) === undefined &&
  seconds("backoff_seconds", "s")(reading, value, key);

const attempt: Setter = ({ entry }, value) => {
  const found = numberOf(value);
  if (found === undefined || !Number.isInteger(found) || found < 1 || entry.attempt !== undefined)
    return false;
  entry.attempt = found;
  return true;
};

/** OpenTelemetry counts the repetitions, so the first try has none. */
const resendCount: Setter = (reading, value, key) => {
  const found = numberOf(value);
  return found !== undefined && attempt(reading, found + 1, key);
};

const errorText: Setter = (reading, value) => {
  reading.errorText ??= textOf(value);
  return false;
};

/** Also the message of a record that has no other. */
const errorMessage: Setter = (reading, value, key) => {
  errorText(reading, value, key);
  return weak(text("message"))(reading, value, key);
};

const cause: Setter = ({ entry }, value) => {
  if (typeof value !== "string" || !isCause(value)) return false;
  entry.cause = value;
  return true;
};

const number = (value: Json): boolean => typeof value === "number";

/** `user` is a name; a user's number says nothing to a person, but is still who it was. */
const user: Setter = (reading, value, key) => !number(value) && text("client_id")(reading, value, key);

function durations(names: string, suffixes: string): string {
  return names
    .split(" ")
    .flatMap((name) => suffixes.split(" ").map((suffix) => `${name}_${suffix}`))
    .join(" ");
}

const DURATION_NAMES =
  "duration latency elapsed elapsed_time response_time request_time request_duration took time_taken processing_time";
const DELAY_NAMES =
  "backoff delay sleep wait retry_delay retry_in next_retry_in backoff_delay backoff_duration retry_backoff retry_wait wait_time sleep_time";
const MS = "ms millis milliseconds msec";
const SECONDS = "s sec secs seconds";

export const JSON_KEYS: KeyTable = keyTable([
  ["time @timestamp timestamp ts datetime date_time event_time", time],
  ["time_ms timestamp_ms ts_ms epoch_ms", epochTime("ms")],
  ["time_unix_nano timestamp_ns ts_ns", epochTime("ns")],
  ["start_time StartUTC event.start", startTime],
  ["event.end", weak(endTime)],
  ["kind", kind],
  ["level log_level severity severity_text lvl levelname loglevel log.level @level", level],
  ["severity_number", severityNumber],
  ["message msg @message", text("message")],
  ["error.message exception.message", errorMessage],
  ["event event_name event.action body log", weak(text("message"))],
  ["error err", errorText],
  ["cause error.type", cause],
  ["method http_method http_request_method request_method verb", text("method")],
  ["path http_path request_path url_path", target],
  [
    "uri request_uri url request_url url_original url_full http_target http_url endpoint req_url",
    weak(target),
  ],
  ["status status_code http_status http_status_code http_response_status_code", status],
  ["response_status response_status_code response_code res_status_code", status],
  ["code", weak(likelyStatus)],
  ["bytes body_bytes_sent body_bytes", count("bytes")],
  ["bytes_sent response_size http_response_body_size http_response_body_bytes", weak(count("bytes"))],
  ["http.response_content_length", weak(count("bytes"))],
  ["size resp_len bytes_out response_bytes", weak(count("bytes"))],
  ["content_length sent_http_content_length", count("content_length")],
  [durations(DURATION_NAMES, MS), duration("duration_ms", "ms")],
  [durations(DURATION_NAMES, SECONDS), duration("duration_ms", "s")],
  [durations(DURATION_NAMES, "us micros microseconds"), duration("duration_ms", "us")],
  [durations(DURATION_NAMES, "ns nanos nanoseconds"), duration("duration_ms", "ns")],
  ["event.duration", duration("duration_ms", "ns")],
  [DURATION_NAMES, weak(unitless)],
  ["ttfb_ms time_to_first_byte_ms", duration("ttfb_ms", "ms")],
  ["ttfb_seconds time_to_first_byte_seconds", duration("ttfb_ms", "s")],
  ["user_agent user_agent.original http_user_agent", text("user_agent")],
  ["agent", weak(text("user_agent"))],
  ["upstream upstream_addr upstream_host", text("upstream")],
  ["upstream_status", upstreamStatus],
  ["upstream_ms", duration("upstream_ms", "ms")],
  ["origin", origin],
  ["upstream_dead", upstreamDead],
  ["retry_after sent_http_retry_after", retryAfter],
  ["retry_after_seconds retry_after_s retry_after_sec", seconds("retry_after_seconds", "s")],
  ["retry_after_ms x_ms_retry_after_ms x_amz_retry_after", seconds("retry_after_seconds", "ms")],
  [durations(DELAY_NAMES, SECONDS), seconds("backoff_seconds", "s")],
  [durations(DELAY_NAMES, MS), seconds("backoff_seconds", "ms")],
  [DELAY_NAMES, delay],
  ["attempt retry_count retry_attempt attempt_number", attempt],
  ["http_request_resend_count", resendCount],
  ["ratelimit_limit x_ratelimit_limit x_rate_limit_limit", ratelimitLimit],
  ["ratelimit_remaining x_ratelimit_remaining x_rate_limit_remaining", ratelimitRemaining],
  ["ratelimit_reset_seconds", seconds("ratelimit_reset_seconds", "s")],
  ["ratelimit_reset x_ratelimit_reset x_rate_limit_reset", ratelimitReset],
  ["X-RateLimit-Limit RateLimit-Limit", ratelimitLimit],
  ["X-RateLimit-Remaining RateLimit-Remaining", ratelimitRemaining],
  ["X-RateLimit-Reset RateLimit-Reset", ratelimitReset],
  ["ratelimit RateLimit", ratelimit],
  ["ratelimit_policy RateLimit-Policy", ratelimitPolicy],
  ["module", goModule],
  ["version", weak(goVersion)],
  ["operation", goOperation],
  ["probe", goProbe],
  ["client_id x_client_id x_client", text("client_id")],
  ["client user_name username", weak(text("client_id"))],
  ["user remote_user user_id enduser.id", weak(user)],
  ["client_address client_ip client_addr remote_ip remote_addr remote_address", address],
  ["http.client_ip net.peer.ip net.sock.peer.addr network.peer.address", weak(address)],
  ["source_ip source_address req_remote_address request_remote_ip request_client_ip", weak(address)],
  ["tenant tenant_id X-Scope-OrgID x_scope_orgid", text("tenant")],
  ["org organization", weak(text("tenant"))],
  ["service service_name dd.service", text("service")],
  ["app application", weak(text("service"))],
  ["env deployment_environment_name deployment_environment service_environment dd.env", text("env")],
  ["environment", weak(text("env"))],
  ["team", text("team")],
  ["host host_name http_host request_host", text("host")],
  ["hostname server_address authority server_name url.domain", weak(text("host"))],
  ["pod pod_name k8s_pod_name kubernetes_pod_name kubernetes_pod", text("pod")],
  ["k8s_namespace k8s_namespace_name kubernetes_namespace kubernetes_namespace_name", text("k8s_namespace")],
  ["namespace pod_namespace namespace_name", weak(text("k8s_namespace"))],
  ["node node_name k8s_node_name kubernetes_node_name", text("node")],
  [
    "cluster cluster_name k8s_cluster_name kubernetes_cluster_name orchestrator.cluster.name",
    text("cluster"),
  ],
  ["trace_id traceID TraceID", traceId],
  ["span_id spanID SpanID", spanId],
  ["traceparent", traceparent],
  ["x_b3_traceid X-B3-TraceId", weak(traceId)],
  ["x_b3_spanid X-B3-SpanId", weak(spanId)],
  ["b3 X-B3", weak(b3)],
  ["uber_trace_id", weak(jaeger)],
  ["x_amzn_trace_id xray_trace_id", weak(amazonTrace)],
  ["x_cloud_trace_context logging.googleapis.com/trace", weak(googleTrace)],
  ["logging.googleapis.com/spanId", weak(spanId)],
  ["dd.trace_id dd_trace_id", weak(datadogTrace)],
  ["dd.span_id dd_span_id", weak(datadogSpan)],
  ["request_id x_request_id http_request_id http.request.id athens_request_id", text("request_id")],
  ["req_id correlation_id", weak(text("request_id"))],
  ["cache_control", text("cache_control")],
  ["response_flags", responseFlags],
  // Google Cloud's HttpRequest.
  ["httpRequest.requestMethod", text("method")],
  ["httpRequest.requestUrl", target],
  ["httpRequest.status", status],
  ["httpRequest.responseSize", count("bytes")],
  ["httpRequest.latency", unitless],
  ["httpRequest.userAgent", text("user_agent")],
  ["httpRequest.remoteIp", address],
]);

/** Objects that are looked into: their keys count as `outer.inner`. Any other object is an attribute whole. */
export const NESTED_KEYS: ReadonlySet<string> = new Set([
  "http",
  "http.request",
  "http.response",
  "http.response.body",
  "http.request.header",
  "http.response.header",
  "http.request.headers",
  "http.response.headers",
  "url",
  "client",
  "source",
  "user_agent",
  "event",
  "error",
  "exception",
  "err",
  "trace",
  "span",
  "service",
  "log",
  "kubernetes",
  "kubernetes.pod",
  "kubernetes.node",
  "k8s",
  "k8s.pod",
  "k8s.namespace",
  "k8s.node",
  "k8s.cluster",
  "request",
  "response",
  "req",
  "res",
  "host",
  "server",
  "deployment",
  "deployment.environment",
  "dd",
  "orchestrator",
  "orchestrator.cluster",
  "httpRequest",
]);
