/**
 * One log record, parsed. Flat, because rule authors write `status == 502`; absent is absent, never 0 or "".
 * Instants are epoch milliseconds (UTC), durations milliseconds, sizes bytes.
 */

/** What an expression sees in a field. `number` covers integers, doubles and instants: there is one number type. */
export type FieldType = "number" | "string" | "boolean" | "number_list" | "string_list" | "map";

interface FieldSpec {
  readonly type: FieldType;
  /** One sentence for docs, hints and editors. */
  readonly doc: string;
  /** An instant prints as RFC 3339 instead of as a number. */
  readonly instant?: true;
}

/** Every field of an entry, in the order in which `tocsin parse` prints them. */
export const FIELDS = {
  time: { type: "number", instant: true, doc: "When the request ended, epoch ms, UTC." },
  start_time: { type: "number", instant: true, doc: "When it started, where the source stamps the start." },
  observed_time: { type: "number", instant: true, doc: "When the line was read." },
  time_precision: { type: "string", doc: "Trust in time: ms, s, minute, inherited or none." },
  format: { type: "string", doc: "The log format that the line was read as." },
  kind: {
    type: "string",
    doc: "http_request, http_start, upstream_error, backoff, app_error, lifecycle or other.",
  },
  level: { type: "string", doc: "trace, debug, info, warn, error or fatal." },
  message: { type: "string", doc: "The text of the record." },
  cause: { type: "string", doc: "Normalised cause of a failure, such as connect_refused." },
  method: { type: "string", doc: "HTTP method as sent." },
  path: { type: "string", doc: "Path of the request, percent-decoded once, without query." },
  status: { type: "number", doc: "HTTP status sent to the client, 0 when none was sent." },
  bytes: { type: "number", doc: "Bytes of body sent." },
  content_length: { type: "number", doc: "Bytes of body promised." },
  duration_ms: { type: "number", doc: "Duration of the whole request, ms." },
  ttfb_ms: { type: "number", doc: "Time to the first byte of the answer, ms." },
  user_agent: { type: "string", doc: "The client's User-Agent." },
  upstream: { type: "string", doc: "Address of the upstream that was tried last." },
  upstream_status: { type: "number", doc: "Status of the upstream that was tried last." },
  upstream_statuses: { type: "number_list", doc: "Status of each upstream tried, in order; only numbers." },
  upstreams: { type: "string_list", doc: "Address of each upstream tried, in order." },
  upstream_ms: { type: "number", doc: "Time that all upstreams tried took together, ms." },
  origin: { type: "string", doc: "Who decided the status: edge, upstream or unknown." },
  upstream_dead: { type: "boolean", doc: "The upstream could not answer at all." },
  retry_after_seconds: { type: "number", doc: "Retry-After in seconds, counted from the response's time." },
  retry_after: { type: "string", doc: "Retry-After as sent." },
  retry_after_flags: { type: "string_list", doc: "What was odd about Retry-After." },
  backoff_seconds: { type: "number", doc: "The delay that a client chose by itself." },
  attempt: { type: "number", doc: "Which try this was, counted from 1." },
  ratelimit_limit: { type: "number", doc: "Requests allowed in the quota's window." },
  ratelimit_remaining: { type: "number", doc: "Requests left in the quota's window." },
  ratelimit_reset_seconds: { type: "number", doc: "Seconds until the quota is renewed." },
  module: { type: "string", doc: "Go module path, unescaped." },
  version: { type: "string", doc: "Go module version, unescaped." },
  operation: {
    type: "string",
    doc: "list, info, mod, zip, latest, sumdb_supported, sumdb_latest, sumdb_lookup or sumdb_tile.",
  },
  probe: { type: "boolean", doc: "The go command only asked whether a module starts at this prefix." },
  client_id: { type: "string", doc: "The client as it names itself." },
  client_address: { type: "string", doc: "The client's network address." },
  tenant: { type: "string", doc: "The tenant; tenants are never mixed." },
  service: { type: "string", doc: "The service that the record is about." },
  env: { type: "string", doc: "Deployment environment." },
  team: { type: "string", doc: "The team that owns the service." },
  host: { type: "string", doc: "The host that was asked or that wrote the record." },
  pod: { type: "string", doc: "Kubernetes pod." },
  k8s_namespace: { type: "string", doc: "Kubernetes namespace." },
  node: { type: "string", doc: "Kubernetes node." },
  cluster: { type: "string", doc: "Kubernetes cluster." },
  trace_id: { type: "string", doc: "Trace id, 32 lower-case hex digits." },
  span_id: { type: "string", doc: "Span id, 16 lower-case hex digits." },
  request_id: { type: "string", doc: "Request id." },
  cache_control: { type: "string", doc: "Cache-Control of the response." },
  response_flags: { type: "string_list", doc: "Envoy's response flags." },
  flags: { type: "string_list", doc: "What the parser had to do to read the line." },
  attributes: { type: "map", doc: "Everything else that the record said; attributes.x in a rule." },
} as const satisfies Record<string, FieldSpec>;

export type FieldName = keyof typeof FIELDS;

export type Level = "trace" | "debug" | "info" | "warn" | "error" | "fatal";
export type TimePrecision = "ms" | "s" | "minute" | "inherited" | "none";
export type EntryKind =
  | "http_request"
  | "http_start"
  | "upstream_error"
  | "backoff"
  | "app_error"
  | "lifecycle"
  | "other";

/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface TypeOf {
  number: number;
  string: string;
  boolean: boolean;
  number_list: readonly number[];
  string_list: readonly string[];
  map: Readonly<Record<string, Json>>;
}

type Loose = { -readonly [F in FieldName]: TypeOf[(typeof FIELDS)[F]["type"]] | undefined };

/** An entry that a format is filling. */
export interface EntryDraft extends Loose {
  time: number;
  observed_time: number;
  time_precision: TimePrecision;
  kind: EntryKind;
  level: Level | undefined;
}

export type Entry = Readonly<EntryDraft>;

/**
 * A fresh entry with every field present and undefined, so that all entries share one hidden class:
 * reading `entry.status` in a rule then stays monomorphic (about 3 times faster than with varying shapes).
 */
export function createEntry(format: string, observedTime: number): EntryDraft {
  return {
    time: observedTime,
    start_time: undefined,
    observed_time: observedTime,
    time_precision: "none",
    format,
    kind: "other",
    level: undefined,
    message: undefined,
    cause: undefined,
    method: undefined,
    path: undefined,
    status: undefined,
    bytes: undefined,
    content_length: undefined,
    duration_ms: undefined,
    ttfb_ms: undefined,
    user_agent: undefined,
    upstream: undefined,
    upstream_status: undefined,
    upstream_statuses: undefined,
    upstreams: undefined,
    upstream_ms: undefined,
    origin: undefined,
    upstream_dead: undefined,
    retry_after_seconds: undefined,
    retry_after: undefined,
    retry_after_flags: undefined,
    backoff_seconds: undefined,
    attempt: undefined,
    ratelimit_limit: undefined,
    ratelimit_remaining: undefined,
    ratelimit_reset_seconds: undefined,
    module: undefined,
    version: undefined,
    operation: undefined,
    probe: undefined,
    client_id: undefined,
    client_address: undefined,
    tenant: undefined,
    service: undefined,
    env: undefined,
    team: undefined,
    host: undefined,
    pod: undefined,
    k8s_namespace: undefined,
    node: undefined,
    cluster: undefined,
    trace_id: undefined,
    span_id: undefined,
    request_id: undefined,
    cache_control: undefined,
    response_flags: undefined,
    flags: undefined,
    attributes: undefined,
  };
}
