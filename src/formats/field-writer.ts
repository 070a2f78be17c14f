import type { EntryDraft } from "../model/entry.ts";
import { repeatedText } from "./text-memo.ts";

/** Fields of one type, so that one function can set any of them. */
type FieldsOf<T> = {
  [F in keyof EntryDraft]: [EntryDraft[F]] extends [T | undefined]
    ? [T | undefined] extends [EntryDraft[F]]
      ? F
      : never
    : never;
}[keyof EntryDraft];
export type TextField = FieldsOf<string>;
export type NumberField = FieldsOf<number>;

/**
 * How each field is written. One function for all, `entry[field] = value`, sees a new name with every call and takes
 * five times as long. Texts that come again and again are kept once.
 */
const TEXT_WRITERS: { readonly [F in TextField]: (entry: EntryDraft, value: string) => void } = {
  format: (entry, value) => {
    entry.format = value;
  },
  message: (entry, value) => {
    entry.message = value;
  },
  cause: (entry, value) => {
    entry.cause = value;
  },
  method: (entry, value) => {
    entry.method = repeatedText(value);
  },
  path: (entry, value) => {
    entry.path = value;
  },
  user_agent: (entry, value) => {
    entry.user_agent = repeatedText(value);
  },
  upstream: (entry, value) => {
    entry.upstream = value;
  },
  origin: (entry, value) => {
    entry.origin = value;
  },
  retry_after: (entry, value) => {
    entry.retry_after = value;
  },
  module: (entry, value) => {
    entry.module = value;
  },
  version: (entry, value) => {
    entry.version = value;
  },
  operation: (entry, value) => {
    entry.operation = value;
  },
  client_id: (entry, value) => {
    entry.client_id = repeatedText(value);
  },
  client_address: (entry, value) => {
    entry.client_address = value;
  },
  tenant: (entry, value) => {
    entry.tenant = repeatedText(value);
  },
  service: (entry, value) => {
    entry.service = repeatedText(value);
  },
  env: (entry, value) => {
    entry.env = repeatedText(value);
  },
  team: (entry, value) => {
    entry.team = repeatedText(value);
  },
  host: (entry, value) => {
    entry.host = repeatedText(value);
  },
  pod: (entry, value) => {
    entry.pod = repeatedText(value);
  },
  k8s_namespace: (entry, value) => {
    entry.k8s_namespace = repeatedText(value);
  },
  node: (entry, value) => {
    entry.node = repeatedText(value);
  },
  cluster: (entry, value) => {
    entry.cluster = repeatedText(value);
  },
  trace_id: (entry, value) => {
    entry.trace_id = value;
  },
  span_id: (entry, value) => {
    entry.span_id = value;
  },
  request_id: (entry, value) => {
    entry.request_id = value;
  },
  cache_control: (entry, value) => {
    entry.cache_control = value;
  },
};

const NUMBER_WRITERS: { readonly [F in NumberField]: (entry: EntryDraft, value: number) => void } = {
  start_time: (entry, value) => {
    entry.start_time = value;
  },
  status: (entry, value) => {
    entry.status = value;
  },
  bytes: (entry, value) => {
    entry.bytes = value;
  },
  content_length: (entry, value) => {
    entry.content_length = value;
  },
  duration_ms: (entry, value) => {
    entry.duration_ms = value;
  },
  ttfb_ms: (entry, value) => {
    entry.ttfb_ms = value;
  },
  upstream_status: (entry, value) => {
    entry.upstream_status = value;
  },
  upstream_ms: (entry, value) => {
    entry.upstream_ms = value;
  },
  retry_after_seconds: (entry, value) => {
    entry.retry_after_seconds = value;
  },
  backoff_seconds: (entry, value) => {
    entry.backoff_seconds = value;
  },
  attempt: (entry, value) => {
    entry.attempt = value;
  },
  ratelimit_limit: (entry, value) => {
    entry.ratelimit_limit = value;
  },
  ratelimit_remaining: (entry, value) => {
    entry.ratelimit_remaining = value;
  },
  ratelimit_reset_seconds: (entry, value) => {
    entry.ratelimit_reset_seconds = value;
  },
};

export function textWriter(field: TextField): (entry: EntryDraft, value: string) => void {
  return TEXT_WRITERS[field];
}

export function numberWriter(field: NumberField): (entry: EntryDraft, value: number) => void {
  return NUMBER_WRITERS[field];
}
