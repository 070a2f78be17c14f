import { count, ratelimitReset, responseDate, retryAfter, text } from "./field-setters.ts";
import { type Setter, weak } from "./reading.ts";
import { amazonTrace, b3, googleTrace, jaeger, spanId, traceId, traceparent } from "./trace-setters.ts";

/** What HTTP headers say of fields, by their names in lower case, for formats that log headers under their names. */

export const REQUEST_HEADERS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["user-agent", text("user_agent")],
  ["x-client-id", text("client_id")],
  ["x-client", weak(text("client_id"))],
  ["x-scope-orgid", text("tenant")],
  ["x-request-id", text("request_id")],
  ["athens-request-id", weak(text("request_id"))],
  ["traceparent", traceparent],
  ["x-b3-traceid", weak(traceId)],
  ["x-b3-spanid", weak(spanId)],
  ["b3", weak(b3)],
  ["uber-trace-id", weak(jaeger)],
  ["x-amzn-trace-id", weak(amazonTrace)],
  ["x-cloud-trace-context", weak(googleTrace)],
]);

export const RESPONSE_HEADERS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["retry-after", retryAfter],
  ["date", responseDate],
  ["cache-control", text("cache_control")],
  ["content-length", count("content_length")],
  ["x-pod", text("pod")],
  ["x-ratelimit-limit", count("ratelimit_limit")],
  ["ratelimit-limit", count("ratelimit_limit")],
  ["x-ratelimit-remaining", count("ratelimit_remaining")],
  ["ratelimit-remaining", count("ratelimit_remaining")],
  ["x-ratelimit-reset", ratelimitReset],
  ["ratelimit-reset", ratelimitReset],
]);
