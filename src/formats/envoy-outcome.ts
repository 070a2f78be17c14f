import type { Cause } from "./cause.ts";
import type { Outcome } from "./outcome.ts";

/** What Envoy says of how a request ended, whichever format it says it in. */
export interface EnvoyEnd {
  readonly flags: readonly string[];
  /** RESPONSE_CODE_DETAILS, absent in Envoy's default format. */
  readonly details: string | undefined;
  /** UPSTREAM_TRANSPORT_FAILURE_REASON. */
  readonly failure: string | undefined;
  /** Absent for raw TCP. */
  readonly status: number | undefined;
  readonly hasUpstream: boolean;
}

/** Envoy answers 503 where nginx says 502, so that the flags decide and not the number. */
export function envoyOutcome(end: EnvoyEnd): Outcome {
  return { origin: originOf(end), cause: causeOf(end), dead: deadOf(end) };
}

/** Envoy's own decision: limits, routes, filters, circuit breakers, an empty cluster. */
const EDGE_FLAGS: ReadonlySet<string> = new Set(
  "RL NR UH UAEX LR UO NC FI RLSE IH DPE OM DF LH NFCF RFCF SI DT DO".split(" "),
);
/** What was asked of an upstream went wrong there. */
const UPSTREAM_FLAGS: ReadonlySet<string> = new Set("UF UC UR UT UPE UMSDR".split(" "));

function originOf({ flags, details, status, hasUpstream }: EnvoyEnd): Outcome["origin"] {
  // The client was gone before there was a status to decide.
  if (status === 0) return "unknown";
  if (details?.startsWith("via_upstream")) return "upstream";
  if (flags.some((flag) => EDGE_FLAGS.has(flag))) return "edge";
  if (flags.some((flag) => UPSTREAM_FLAGS.has(flag))) return "upstream";
  // upstream_reset_…, upstream_response_timeout: the upstream's doing, as nginx's 502 and 504 are.
  if (details?.startsWith("upstream_")) return "upstream";
  // direct_response, and whatever else a filter calls its own answer.
  if (details !== undefined) return "edge";
  return hasUpstream ? "upstream" : "edge";
}

/** The more telling first: UF and URX come together, and so may UC and DC. */
const FLAG_CAUSES: readonly (readonly [string, Cause])[] = [
  ["UH", "no_upstream"],
  ["UO", "circuit_open"],
  ["UT", "read_timeout"],
  ["DF", "dns"],
  ["NC", "no_upstream"],
  ["UC", "premature_close"],
  ["UR", "reset"],
  ["UPE", "stream_error"],
  ["RL", "rate_limited_edge"],
  ["NR", "not_found"],
  ["UAEX", "auth"],
  ["LR", "reset"],
  ["DC", "client_abort"],
];

/** What the details and the failure of the connection say, in Envoy's words; blanks are underscores in the first. */
const PHRASES: readonly (readonly [RegExp, Cause])[] = [
  [/certificate[ _]has[ _]expired/i, "tls_expired"],
  [/CERTIFICATE_VERIFY_FAILED|verify[ _]cert|SAN[ _]matcher|unable_to_get_local_issuer/i, "tls_verify"],
  [/connect[ _]error:[ _](?:111|61|Connection[ _]refused)|connection[ _]refused/i, "connect_refused"],
  [/connect[ _]error:[ _]110|connection[ _]timeout|connect[ _]timeout/i, "connect_timeout"],
  [/no_healthy_upstream/, "no_upstream"],
  [/\{overflow/, "circuit_open"],
  [/dns[ _]resolution/i, "dns"],
  [/\{(?:remote_|upstream_)?protocol_error/, "stream_error"],
  [/response_timeout|per_try_timeout|max_stream_duration_reached/, "read_timeout"],
  [/\{remote_reset|\{remote_refused/, "reset"],
  [/\{connection_termination/, "premature_close"],
  [/^(?:jwt_authn|rbac|ext_authz)_\w*(?:denied|access)/, "auth"],
  [/rate_limited/, "rate_limited_edge"],
];

/** Longest text that is searched: an SNI or a certificate's name in it can be long. */
const maxSearched = 1024;

function causeOf({ flags, details, failure }: EnvoyEnd): Cause | undefined {
  if (details?.startsWith("via_upstream") || (details === undefined && flags.length === 0)) return undefined;
  const text = `${details ?? ""} ${failure ?? ""}`.slice(0, maxSearched);
  const told = PHRASES.find(([pattern]) => pattern.test(text))?.[1];
  return told ?? FLAG_CAUSES.find(([flag]) => flags.includes(flag))?.[1];
}

const DEAD_FLAGS: readonly string[] = ["UF", "UH", "UC", "UR", "NC", "DF"];

/**
 * Whether no upstream answered: Envoy says 503 then, 504 after a time-out, 0 for TCP. A body that broke off after a
 * good header is an answer, and so is a 503 that an upstream sent. Absent where none was asked.
 */
function deadOf(end: EnvoyEnd): boolean | undefined {
  const { flags, details, status, hasUpstream } = end;
  if (details?.startsWith("via_upstream")) return false;
  const failed = status === undefined || status >= 500;
  if (failed && DEAD_FLAGS.some((flag) => flags.includes(flag))) return true;
  if (status === 504 && flags.includes("UT")) return true;
  if (status === undefined || status === 0) return undefined;
  return originOf(end) === "upstream" && hasUpstream ? false : undefined;
}
