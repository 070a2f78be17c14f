import type { FailureClass } from "../model/delivery.ts";

/** No byte of the request can have reached the peer. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The peer is not whom its certificate says, or speaks no TLS: nothing was sent, and waiting does not help. */
const TLS =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

export interface NetworkTrouble {
  readonly class: FailureClass;
  /** A code such as ECONNREFUSED, or words; never the address. */
  readonly text: string;
}

/**
 * What an error of `fetch` means. Its message may name the address, and an address may be a secret, so only its code
 * is told. What is not known to have happened before the request left counts as if it might have been accepted.
 */
export function networkTrouble(error: unknown): NetworkTrouble {
  if (error instanceof Error && error.name === "TimeoutError") {
    return { class: "ambiguous", text: "no answer in time" };
  }
  // The standard of fetch forbids the ports of some older protocols, and says so in words only.
  if (error instanceof Error && error.cause instanceof Error && error.cause.message === "bad port") {
    return { class: "configuration", text: "this port is not allowed for HTTP" };
  }
  const code = codeOf(error);
  if (NEVER_SENT.has(code)) return { class: "retry", text: `no connection (${code})` };
  if (TLS.test(code)) return { class: "configuration", text: `TLS failed (${code})` };
  return {
    class: "ambiguous",
    text: code === "" ? "the connection broke" : `the connection broke (${code})`,
  };
}

/** The code of the error, or of what caused it; of several addresses tried, the first one's. */
function codeOf(error: unknown): string {
  for (let one = error, depth = 0; one instanceof Error && depth < 4; depth += 1) {
    const code = "code" in one ? String(one.code) : "";
    if (/^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    one = one instanceof AggregateError ? one.errors[0] : one.cause;
  }
  return "";
}
