import { CAUSES } from "../model/cause.ts";

export type Cause = (typeof CAUSES)[number];

export function isCause(text: string): text is Cause {
  return CAUSES.some((cause) => cause === text);
}

/** Phrases of Go's net/http, of nginx and of the module proxies; the first that is found decides. */
const PHRASES: readonly (readonly [string, Cause])[] = [
  ["certificate has expired", "tls_expired"],
  ["certificate verify", "tls_verify"],
  ["x509: ", "tls_verify"],
  ["TLS handshake timeout", "tls_handshake_timeout"],
  ["connection refused", "connect_refused"],
  ["Connection refused", "connect_refused"],
  ["no such host", "dns"],
  ["could not be resolved", "dns"],
  ["no live upstreams", "no_upstream"],
  ["connection reset by peer", "reset"],
  ["prematurely closed", "premature_close"],
  ["SECURITY ERROR", "checksum"],
  ["checksum mismatch", "checksum"],
  ["stream error", "stream_error"],
  ["stopped after 10 redirects", "redirect_loop"],
  ["bad upstream", "bad_upstream_masked"],
  ["fetch timed out", "bad_upstream_masked"],
  ["signal: killed", "vcs_failure"],
  ["git ls-remote", "vcs_failure"],
  ["looking for beginning of value", "malformed_body"],
  ["unexpected end of JSON input", "malformed_body"],
  ["not a valid zip file", "malformed_body"],
  ["unexpected EOF", "truncated"],
];

/** Long messages quote bodies and stacks; the cause stands at the beginning. */
const MAX_SEARCHED = 4096;

/** The cause that an error text names, where it is evident. */
export function causeOfText(text: string): Cause | undefined {
  const searched = text.slice(0, MAX_SEARCHED);
  if (searched.includes("i/o timeout")) {
    // Before anything is dialled, the name is looked up.
    if (searched.includes("dial tcp: lookup ")) return "dns";
    return searched.includes("dial tcp") ? "connect_timeout" : "read_timeout";
  }
  return PHRASES.find(([phrase]) => searched.includes(phrase))?.[1];
}
