import type { EntryKind, FieldName } from "../model/entry.ts";
import type { FormatName } from "./format.ts";

/** What entries of a format can have. */
export type FormatFields =
  /** Whoever writes the log chooses its keys. */
  "open" | { readonly kinds: readonly EntryKind[]; readonly fields: readonly FieldName[] };

/** What each entry has or gets, whatever its line holds. */
export const EVERY_LINE = [
  "time",
  "start_time",
  "observed_time",
  "time_precision",
  "format",
  "kind",
  "flags",
  "attributes",
] as const satisfies readonly FieldName[];
/** What follows from a path. */
const GO = ["path", "module", "version", "operation", "probe"] as const satisfies readonly FieldName[];
const ACCESS_LOG: readonly FieldName[] = [
  ...EVERY_LINE,
  ...GO,
  "method",
  "status",
  "bytes",
  "user_agent",
  "host",
  "client_id",
  "client_address",
  "cause",
];
/** An access log of a repository, which says what it asked of others as well. */
const REPOSITORY_LOG: readonly FieldName[] = [
  ...ACCESS_LOG,
  "duration_ms",
  "origin",
  "upstream",
  "upstreams",
  "upstream_status",
];
/** A front proxy whose line says who answered. */
const PROXY_LOG: readonly FieldName[] = [
  ...EVERY_LINE,
  ...GO,
  "method",
  "status",
  "bytes",
  "host",
  "client_address",
  "cause",
  "duration_ms",
  "origin",
  "upstream",
  "upstreams",
  "upstream_dead",
  "upstream_ms",
  "service",
];
const ENVOY_LOG: readonly FieldName[] = [...PROXY_LOG, "user_agent", "request_id", "response_flags"];
/** What some of them say of a server, beside requests. */
const SERVER_STATE: readonly FieldName[] = ["level", "message"];
/** Lines about failures, with what the text names. */
const FAILURES: readonly FieldName[] = [...EVERY_LINE, ...GO, "level", "message", "cause", "method", "host"];
/** The same where they say how a request was answered. */
const ANSWERS: readonly FieldName[] = [...FAILURES, "status", "origin"];
const ATHENS: FormatFields = {
  kinds: ["http_request", "upstream_error", "app_error", "lifecycle", "other"],
  fields: [...ANSWERS, "request_id"],
};

/**
 * The fields that each format has a place for, and the kinds of its entries, by which `tocsin coverage` tells a rule
 * that cannot fire from one that has not. A format that is missing here does not compile; one whose entries have
 * more than stands here fails a test over all cases.
 */
export const FORMAT_FIELDS: Readonly<Record<FormatName, FormatFields>> = {
  generic_json: "open",
  nginx_json: "open",
  nginx_timed: "open",
  logfmt: "open",
  otel: "open",
  ecs: "open",
  klog: "open",
  athens_json: ATHENS,
  athens_plain: ATHENS,
  nginx_combined: { kinds: ["http_request"], fields: ACCESS_LOG },
  nginx_error: {
    kinds: ["upstream_error", "app_error", "lifecycle", "other"],
    fields: [...FAILURES, "upstream", "upstream_dead", "client_address"],
  },
  apache_common: { kinds: ["http_request"], fields: ACCESS_LOG },
  apache_combined: { kinds: ["http_request"], fields: ACCESS_LOG },
  apache_error: {
    kinds: ["upstream_error", "app_error", "lifecycle", "other"],
    fields: [...EVERY_LINE, "level", "message", "cause", "upstream", "upstream_dead", "client_address"],
  },
  ingress_nginx: {
    kinds: ["http_request"],
    fields: [
      ...PROXY_LOG,
      ...(["user_agent", "client_id", "request_id", "upstream_status", "upstream_statuses"] as const),
    ],
  },
  haproxy_http: {
    kinds: ["http_request", "upstream_error", "lifecycle", "other"],
    fields: [...PROXY_LOG, ...SERVER_STATE, "ttfb_ms", "trace_id", "span_id"],
  },
  haproxy_tcp: {
    kinds: ["other"],
    fields: [
      ...EVERY_LINE,
      ...(["bytes", "duration_ms", "origin", "cause", "service", "client_address"] as const),
      ...(["upstream", "upstreams", "upstream_dead"] as const),
    ],
  },
  envoy: { kinds: ["http_request", "other"], fields: ENVOY_LOG },
  istio: { kinds: ["http_request", "other"], fields: ENVOY_LOG },
  envoy_json: "open",
  caddy: "open",
  traefik: {
    kinds: ["http_request"],
    fields: [...ACCESS_LOG, "duration_ms", "upstream", "upstreams"],
  },
  traefik_json: "open",
  alb: {
    kinds: ["http_request"],
    fields: [
      ...PROXY_LOG,
      ...(["user_agent", "ttfb_ms", "trace_id", "span_id", "upstream_status", "upstream_statuses"] as const),
    ],
  },
  go_x: {
    kinds: ["http_start", "http_request", "upstream_error", "app_error", "other"],
    fields: [...ANSWERS, "ttfb_ms", "duration_ms"],
  },
  go_json: { kinds: ["upstream_error", "app_error", "other"], fields: ANSWERS },
  goproxy: {
    kinds: ["http_start", "http_request", "upstream_error", "app_error", "other"],
    fields: [...ANSWERS, "duration_ms", "upstream", "upstream_status"],
  },
  goproxyio: {
    kinds: ["http_start", "http_request"],
    fields: [...ACCESS_LOG, "duration_ms", "origin"],
  },
  artifactory: {
    kinds: ["http_request"],
    fields: [...REPOSITORY_LOG, "level", "message", "trace_id", "span_id"],
  },
  backoff_text: {
    kinds: ["backoff", "http_start", "upstream_error"],
    fields: [...ANSWERS, "backoff_seconds", "retry_after_seconds", "attempt"],
  },
  tcpretrans: {
    kinds: ["lifecycle", "other"],
    fields: [...EVERY_LINE, "message", "client_address", "upstream"],
  },
  nexus: { kinds: ["http_request"], fields: REPOSITORY_LOG },
};
