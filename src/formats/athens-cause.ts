import { type Cause, causeOfText } from "./cause.ts";
import { isNotFoundText, vcsCause } from "./vcs-cause.ts";

/** What Athens says of a failure, apart from where it happened. */
export interface AthensFailure {
  /** The message, which quotes what git, the go command or the storage said. */
  readonly text: string;
  /** The text of an HTTP status, such as Not Found. */
  readonly kind: string | undefined;
  /** Athens' own operations, outermost first, such as download.InfoHandler … storage.Info. */
  readonly operations: readonly string[];
}

/** First words of the operations by which Athens' storages name themselves. */
const STORAGE = /^(?:storage|fs|s3|gcp|mongo|minio|azureblob|external|memory|etcd)\./i;

const KINDS: Readonly<Record<string, Cause>> = {
  "Not Found": "not_found",
  "Too Many Requests": "rate_limited_upstream",
  "Gateway Timeout": "read_timeout",
  Unauthorized: "auth",
};

/** What a failure of Athens was caused by, where it is evident: its words first, then where, then its kind. */
export function athensCause({ text, kind, operations }: AthensFailure): Cause | undefined {
  const named = vcsCause(text) ?? causeOfText(text);
  if (named !== undefined) return named;
  if (isNotFoundText(text)) return "not_found";
  // That a module is not in the storage yet is how every first download begins.
  if (kind !== "Not Found" && operations.some((operation) => STORAGE.test(operation))) return "storage";
  if (text.includes("context deadline exceeded")) return "read_timeout";
  return kind !== undefined && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
}

/** Causes that lie with what Athens asked, and not with Athens, its storage or who asked. */
const UPSTREAM: ReadonlySet<Cause> = new Set<Cause>([
  "connect_refused",
  "connect_timeout",
  "dns",
  "tls_handshake_timeout",
  "tls_verify",
  "tls_expired",
  "reset",
  "premature_close",
  "read_timeout",
  "rate_limited_upstream",
  "bad_upstream_masked",
  "vcs_failure",
  "malformed_body",
  "truncated",
  "stream_error",
  "redirect_loop",
]);

export function liesUpstream(cause: Cause | undefined): boolean {
  return cause !== undefined && UPSTREAM.has(cause);
}
