import type { FieldName } from "../model/entry.ts";

/** Where a field comes from, and what is missed without it; the long form is docs/sources.md. */
export interface FieldSource {
  /**
   * Keys of a JSON log that feed it: where one is there, the log has a place for it. Caddy's resp_headers stand for all
   * that headers feed, because it logs those of the request too.
   */
  readonly keys: readonly string[];
  /** The piece of nginx's log_format that adds it. */
  readonly nginx: string;
  /** A setting of a source that gives it to all its lines. */
  readonly setting?: string;
  readonly without: string;
}

const UPSTREAM: FieldSource = {
  keys: ["upstream_status", "upstream_addr", "upstream", "upstream_host", "OriginStatus", "resp_headers"],
  nginx: '"upstream_addr":"$upstream_addr","upstream_status":"$upstream_status",',
  without: "nobody can tell a dead upstream from an answer of its own",
};

const PATH_KEYS = ["uri", "path", "url", "request_uri", "RequestPath", "x-envoy-origin-path", "resp_headers"];

/** The fields that the shipped rules and the messages use. */
export const FIELD_SOURCES: Readonly<Partial<Record<FieldName, FieldSource>>> = {
  status: {
    keys: ["status", "status_code", "http_status", "response_code", "DownstreamStatus"],
    nginx: '"status":$status',
    without: "no failure is seen",
  },
  retry_after_seconds: {
    keys: [
      "retry_after",
      "sent_http_retry_after",
      "upstream_http_retry_after",
      "retry_after_seconds",
      "retry-after",
      "downstream_Retry-After",
      "origin_Retry-After",
      "resp_headers",
    ],
    nginx: '"retry_after":"$sent_http_retry_after"',
    without: "no rule on back-off can fire",
  },
  client_id: {
    keys: [
      "client_id",
      "http_x_client_id",
      "x_client_id",
      "client",
      "remote_user",
      "ClientUsername",
      "request_X-Client-Id",
      "resp_headers",
    ],
    nginx: '"client_id":"$client_id"',
    without: "five clients that fail once each look like one that fails five times",
  },
  service: {
    keys: ["service", "service_name", "service.name", "ServiceName", "upstream_cluster"],
    nginx: '"service":"module-proxy"',
    setting: "service",
    without: "alerts say service=(none), and services are judged as one",
  },
  origin: UPSTREAM,
  upstream_dead: UPSTREAM,
  upstream: { ...UPSTREAM, without: "messages do not name the upstream" },
  path: {
    keys: PATH_KEYS,
    nginx: '"uri":"$request_uri"',
    without: "messages name no path",
  },
  module: {
    keys: PATH_KEYS,
    nginx: '"uri":"$request_uri"',
    without: "messages name no module",
  },
  pod: {
    keys: ["pod", "pod_name", "downstream_X-Pod", "resp_headers"],
    nginx: '"pod":"$upstream_http_x_pod"',
    without: "messages name no pod",
  },
  trace_id: {
    keys: ["traceparent", "http_traceparent", "trace_id", "request_Traceparent", "TraceId", "resp_headers"],
    nginx: '"traceparent":"$http_traceparent"',
    without: "messages have no trace ids",
  },
  duration_ms: {
    keys: ["request_time", "duration_ms", "duration", "Duration"],
    nginx: '"request_time":$request_time',
    without: "nobody can tell slow from fast",
  },
};

/** What messages show beside the fields of rules. */
export const MESSAGE_FIELDS = ["upstream", "pod", "module", "path", "trace_id", "duration_ms"] as const;

export function fieldSource(name: string): FieldSource | undefined {
  return new Map<string, FieldSource>(Object.entries(FIELD_SOURCES)).get(name);
}

/** Fields that follow from another one, which is what a log has to have. */
const FOLLOWS_FROM: Readonly<Record<string, string>> = {
  retry_after: "retry_after_seconds",
  retry_after_flags: "retry_after_seconds",
  version: "path",
  operation: "path",
  probe: "path",
};

/** The field that has to be logged so that this one is there. */
export function loggedField(name: string): string {
  return FOLLOWS_FROM[name] ?? name;
}
