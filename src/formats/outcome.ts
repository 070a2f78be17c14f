import type { EntryDraft } from "../model/entry.ts";
import type { Cause } from "./cause.ts";
import { requestCause } from "./upstream.ts";

/** What a proxy's log says of who answered, and why it went wrong. */
export interface Outcome {
  /** Who decided the status. */
  readonly origin: "edge" | "upstream" | "unknown";
  readonly cause?: Cause | undefined;
  /** No upstream answered at all; absent where the log does not say. */
  readonly dead?: boolean | undefined;
}

/** What the proxy says of the cause wins over what the status alone shows. */
export function setOutcome(entry: EntryDraft, { origin, cause, dead }: Outcome): void {
  entry.origin = origin;
  entry.upstream_dead = dead;
  entry.cause = cause ?? statusCause(entry, origin);
}

function statusCause(entry: EntryDraft, origin: Outcome["origin"]): string | undefined {
  if (entry.status !== 429) return requestCause(entry);
  if (origin === "edge") return "rate_limited_edge";
  return origin === "upstream" ? "rate_limited_upstream" : undefined;
}
