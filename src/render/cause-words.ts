/** The vocabulary of `cause` as a person says it; an unknown word is said as it is. */
const WORDS: Readonly<Record<string, string>> = {
  connect_refused: "the upstream refused the connection",
  connect_timeout: "connecting to the upstream timed out",
  dns: "the upstream's name could not be resolved",
  tls_handshake_timeout: "the TLS handshake with the upstream timed out",
  tls_verify: "the upstream's certificate was not accepted",
  tls_expired: "the upstream's certificate has expired",
  reset: "the upstream reset the connection",
  premature_close: "the upstream closed the connection before it had answered",
  read_timeout: "the upstream did not answer in time",
  no_upstream: "no upstream was left to ask",
  circuit_open: "the circuit breaker is open",
  rate_limited_edge: "the front proxy limits the rate",
  rate_limited_upstream: "the upstream limits the rate",
  auth: "access was denied",
  not_found: "it was not found",
  bad_upstream_masked: "an upstream failed, and the answer hides it",
  vcs_failure: "fetching from the version control system failed",
  storage: "the module storage failed",
  checksum: "a checksum did not match",
  malformed_body: "the answer was not what it should be",
  truncated: "the answer was cut short",
  client_abort: "the client gave up",
  stream_error: "the HTTP/2 stream broke",
  redirect_loop: "the redirects went round in a circle",
};

/** connect_refused → `the upstream refused the connection (connect_refused)`, the word being what one searches for. */
export function causeWords(cause: string): string {
  const words = Object.hasOwn(WORDS, cause) ? WORDS[cause] : undefined;
  return words === undefined ? cause : `${words} (${cause})`;
}
