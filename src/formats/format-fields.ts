import type { EntryKind, FieldName } from "../model/entry.ts";
import type { FormatName } from "./format.ts";

/** What entries of a format can have. */
export type FormatFields =
  /** Whoever writes the log chooses its keys. */
  "open" | { readonly kinds: readonly EntryKind[]; readonly fields: readonly FieldName[] };

const EVERY_LINE = [
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
  klog: "open",
  athens_json: ATHENS,
  athens_plain: ATHENS,
  nginx_combined: { kinds: ["http_request"], fields: ACCESS_LOG },
  nginx_error: {
    kinds: ["upstream_error", "app_error", "lifecycle", "other"],
    fields: [...FAILURES, "upstream", "upstream_dead", "client_address"],
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
    kinds: ["backoff"],
    fields: [...ANSWERS, "backoff_seconds", "retry_after_seconds", "attempt"],
  },
  tcpretrans: {
    kinds: ["lifecycle", "other"],
    fields: [...EVERY_LINE, "message", "client_address", "upstream"],
  },
  nexus: { kinds: ["http_request"], fields: REPOSITORY_LOG },
};
