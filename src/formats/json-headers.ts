import { responseDate } from "./field-setters.ts";
import { JSON_KEYS } from "./json-keys.ts";
import type { Setter } from "./reading.ts";

/** Headers that say something of a field, by their names in lower case. */
const REQUEST: ReadonlySet<string> = new Set([
  "user-agent",
  "x-client-id",
  "x-client",
  "x-scope-orgid",
  "x-request-id",
  "athens-request-id",
  "traceparent",
  "b3",
  "x-b3-traceid",
  "x-b3-spanid",
  "uber-trace-id",
  "x-amzn-trace-id",
  "x-cloud-trace-context",
]);
const RESPONSE: ReadonlySet<string> = new Set([
  "retry-after",
  "retry-after-ms",
  "x-ms-retry-after-ms",
  "cache-control",
  "content-length",
  "x-request-id",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "ratelimit",
  "ratelimit-policy",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
]);

const HEADER = /^http\.(request|response)\.headers?\.([\w.-]{1,64})$/;

/** What `http.request.header.NAME` and `http.response.header.NAME` set, in OpenTelemetry's and in Elastic's spelling. */
export function headerSetter(key: string): Setter | undefined {
  if (!key.startsWith("http.re")) return undefined;
  const [, side, written = ""] = HEADER.exec(key) ?? [];
  // OpenTelemetry's older names write _ for -.
  const name = written.toLowerCase().replaceAll("_", "-");
  if (side === "response" && name === "date") return responseDate;
  const known = side === "request" ? REQUEST : RESPONSE;
  return side !== undefined && known.has(name) ? JSON_KEYS.get(name) : undefined;
}
