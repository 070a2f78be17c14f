import type { EntryDraft, Json } from "../model/entry.ts";
import { type Cause, causeOfText } from "./cause.ts";
import type { JsonObject } from "./format.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Who answered, by the headers of the answer. Caddy names itself as Server before it asks an upstream, whose headers then
 * replace and follow it: its Date, its Server, a length; since 2.9 Caddy adds Via to them.
 */
function caddyOrigin({ status }: EntryDraft, headers: JsonObject | undefined): Outcome["origin"] {
  if (headers === undefined || status === undefined || status === 0) return "unknown";
  const server = firstOf(headers["Server"]);
  if (firstOf(headers["Via"])?.includes("Caddy") === true || headers["Date"] !== undefined) return "upstream";
  if (server !== undefined && server !== "Caddy") return "upstream";
  // Files have a length too, but say that ranges of them may be asked for.
  if (headers["Content-Length"] !== undefined && headers["Accept-Ranges"] === undefined) return "upstream";
  return server === "Caddy" ? "edge" : "unknown";
}

function firstOf(value: Json | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
}

/** A request that was served. An error of Caddy's own has no body: its proxy got no answer. */
export function accessOutcome(entry: EntryDraft, headers: JsonObject | undefined): Outcome {
  const origin = caddyOrigin(entry, headers);
  if (entry.status === 0) return { origin, cause: "client_abort" };
  if (origin === "upstream") return { origin, dead: false };
  const isGateway = entry.status === 502 || entry.status === 504;
  const isBare = origin === "edge" && headers?.["Content-Type"] === undefined;
  return { origin, dead: isGateway && isBare ? true : undefined };
}

/** Texts of Caddy's reverse proxy and of Go's transport, beyond those of causeOfText. */
const PHRASES: readonly (readonly [string, Cause])[] = [
  ["no upstreams available", "no_upstream"],
  ["timeout awaiting response headers", "read_timeout"],
  ["context canceled", "client_abort"],
  ["context deadline exceeded", "read_timeout"],
  ["server misbehaving", "dns"],
  ["broken pipe", "reset"],
];

/** An error of a request, told apart from the request itself. */
export function errorOutcome(entry: EntryDraft, text: string): Outcome {
  const cause = errorCause(text);
  const isGateway = entry.status === undefined || entry.status >= 502;
  const isUpstreams = cause !== undefined && cause !== "client_abort" && cause !== "auth" && isGateway;
  return { origin: "edge", cause, dead: isUpstreams && entry.status !== undefined ? true : undefined };
}

function errorCause(text: string): Cause | undefined {
  const phrase = PHRASES.find(([words]) => text.includes(words));
  if (phrase !== undefined) return phrase[1];
  // The connection ended where an answer was to begin.
  if (text === "EOF" || text.endsWith(": EOF")) return "premature_close";
  return causeOfText(text);
}
