import type { Cause } from "./cause.ts";

/** What a text of nginx's error log says of a failure. */
export interface NginxFailure {
  /** Whose it is: of what nginx asked, of who asked, of nginx itself. */
  readonly side: "upstream" | "client" | "edge";
  /** Absent where the vocabulary has no word for it. */
  readonly cause?: Cause;
  /** The upstream gave no answer at all. */
  readonly dead?: true;
}

/** Of nginx's own and of the client's doing, by what the text holds; the first that is found decides. */
const PHRASES: readonly (readonly [string, NginxFailure])[] = [
  // Nobody was refused: the limit is only tried out.
  ["limiting requests, dry run", { side: "edge" }],
  ["limiting connections, dry run", { side: "edge" }],
  ["limiting requests", { side: "edge", cause: "rate_limited_edge" }],
  ["limiting connections", { side: "edge", cause: "rate_limited_edge" }],
  ["no live upstreams", { side: "upstream", cause: "no_upstream", dead: true }],
  ["could not be resolved", { side: "upstream", cause: "dns", dead: true }],
  ["no resolver defined", { side: "upstream", cause: "dns", dead: true }],
  ["while resolving", { side: "upstream", cause: "dns" }],
  ["host not found in upstream", { side: "upstream", cause: "dns" }],
  ["client prematurely closed", { side: "client", cause: "client_abort" }],
  ["client closed", { side: "client", cause: "client_abort" }],
  ["client timed out", { side: "client", cause: "client_abort" }],
  ["password mismatch", { side: "client", cause: "auth" }],
  ["no user/password was provided", { side: "client", cause: "auth" }],
  ["was not found in", { side: "client", cause: "auth" }],
  ["access forbidden by rule", { side: "client", cause: "auth" }],
  ["(2: No such file or directory)", { side: "edge", cause: "not_found" }],
];

/** What nginx was doing with an upstream; `reading upstream` is the body, after a good header. */
const WITH_UPSTREAM =
  /while (?:connecting to upstream|SSL handshaking to upstream|sending (?:request )?to upstream|reading (?:response header from )?upstream)/;
/** Before a header has come there is no answer. */
const NO_ANSWER =
  /while (?:connecting to|SSL handshaking to|sending (?:request )?to|reading response header from) upstream/;
/** The system's words, whose numbers differ from system to system. */
const FAILED = / failed |timed out|prematurely closed|certificate|upstream sent|temporarily disabled/;
const WITH_CLIENT =
  /while (?:reading client|sending to client|sending response to client|waiting for request|keepalive)/;

/** Reads the text without what follows it (client, server, request …). Undefined where it tells of no failure. */
export function nginxFailure(text: string): NginxFailure | undefined {
  const own = withoutQuoted(text);
  const phrase = PHRASES.find(([words]) => own.includes(words));
  if (phrase !== undefined && !own.startsWith("connect() ")) return phrase[1];
  if (FAILED.test(own) && (WITH_UPSTREAM.test(own) || own.startsWith("upstream ")))
    return upstreamFailure(own);
  if (WITH_CLIENT.test(own) && FAILED.test(own)) return { side: "client", cause: "client_abort" };
  return undefined;
}

/** What is quoted may be a name that the client chose, and the words of nginx are not to be found in it. */
function withoutQuoted(text: string): string {
  const first = text.indexOf('"');
  return first < 0 ? text : text.slice(0, first) + text.slice(text.lastIndexOf('"') + 1);
}

function upstreamFailure(text: string): NginxFailure {
  const cause = upstreamCause(text);
  const failure: NginxFailure = cause === undefined ? { side: "upstream" } : { side: "upstream", cause };
  return isDead(text) ? { ...failure, dead: true } : failure;
}

/**
 * A server is also disabled, for a time, for answers that proxy_next_upstream names, such as 503; and one that sent
 * a header that nginx cannot read did answer.
 */
function isDead(text: string): boolean {
  if (text.startsWith("upstream sent")) return false;
  if (text.includes("temporarily disabled"))
    return /while (?:connecting|SSL handshaking) to upstream/.test(text);
  return NO_ANSWER.test(text) || text.startsWith("upstream SSL certificate");
}

function upstreamCause(text: string): Cause | undefined {
  // It tells of what follows from a failure; the line before it tells of the failure.
  if (text.includes("temporarily disabled")) return undefined;
  if (text.includes("certificate has expired")) return "tls_expired";
  if (text.includes("certificate verify") || text.includes("certificate does not match")) return "tls_verify";
  if (text.includes("refused")) return "connect_refused";
  if (text.includes("timed out")) return timeout(text);
  if (text.includes("reset by peer") || text.includes("Broken pipe")) return "reset";
  return text.includes("prematurely closed") ? "premature_close" : undefined;
}

function timeout(text: string): Cause {
  if (text.includes("while connecting to upstream")) return "connect_timeout";
  return text.includes("while SSL handshaking") ? "tls_handshake_timeout" : "read_timeout";
}
