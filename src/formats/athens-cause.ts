import { type Cause, causeOfText } from "./cause.ts";

/** What Athens says of a failure, apart from where it happened. */
export interface AthensFailure {
  /** The message, which quotes what git, the go command or the storage said. */
  readonly text: string;
  /** The text of an HTTP status, such as Not Found. */
  readonly kind: string | undefined;
  /** Athens' own operations, outermost first, such as download.InfoHandler … storage.Info. */
  readonly operations: readonly string[];
}

/** Texts of git, of GitHub and of the go command as Athens quotes them; the first that is found decides. */
const PHRASES: readonly (readonly [string, Cause])[] = [
  ["could not read Username", "auth"],
  ["terminal prompts disabled", "auth"],
  ["Permission denied (publickey", "auth"],
  ["Authentication failed", "auth"],
  // Athens asks GitHub without a token, and GitHub says 403 where it means "too often".
  ["403 response from api.github.com", "rate_limited_upstream"],
  ["API rate limit exceeded", "rate_limited_upstream"],
  ["returned error: 429", "rate_limited_upstream"],
  ["Could not resolve host", "dns"],
  ["SSL certificate problem: certificate has expired", "tls_expired"],
  ["SSL certificate problem", "tls_verify"],
  ["Connection timed out", "connect_timeout"],
];

const NOT_FOUND: readonly string[] = ["unknown revision", "no matching versions", "Repository not found"];

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
  const named = PHRASES.find(([phrase]) => text.includes(phrase))?.[1] ?? causeOfText(text);
  if (named !== undefined) return named;
  if (NOT_FOUND.some((phrase) => text.includes(phrase))) return "not_found";
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
