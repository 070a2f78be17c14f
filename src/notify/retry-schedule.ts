import type { FailureClass } from "../model/delivery.ts";

/** After this long a message is dead: a person has to look at it. */
export const maxDeliveryAgeMs = 24 * 3_600_000;
/** Longest wait of our own making. */
export const maxBackoffMs = 300_000;
export const minBackoffMs = 1000;
/** A peer's Retry-After is obeyed up to this; a longer one is asked again then. */
export const maxRetryAfterMs = 3_600_000;
/** Somebody has to mend something; asking more often helps nobody. */
export const configurationRetryMs = 300_000;
/** From this many failed tries on the reduced message is sent, in case it is the content after all. */
export const maxFullAttempts = 6;

export interface FailedAttempt {
  /** How many tries there have been, this one included. */
  readonly attempt: number;
  readonly class: FailureClass;
  readonly retryAfterMs: number | undefined;
  /** The refused message was the reduced one already. */
  readonly reduced: boolean;
  /** Wall clock, when the message was decided, or when somebody had it sent again. */
  readonly since: number;
  readonly now: number;
  /** From 0 to below 1, drawn by the caller. */
  readonly jitter: number;
}

export type NextTry =
  | { readonly state: "again"; readonly at: number }
  | { readonly state: "dead"; readonly why: string };

/** When to try again, or that there is no use. */
export function nextTry(failed: FailedAttempt): NextTry {
  if (failed.class === "content" && failed.reduced) {
    return { state: "dead", why: "even the reduced message was refused" };
  }
  const at = failed.now + delayOf(failed);
  if (at - failed.since > maxDeliveryAgeMs) return { state: "dead", why: "given up after 24 hours" };
  return { state: "again", at };
}

function delayOf(failed: FailedAttempt): number {
  if (failed.class === "content") return minBackoffMs;
  if (failed.class === "configuration") return configurationRetryMs;
  // Doubling, with all of it left to chance, so that many messages do not come back at one moment.
  const ceiling = Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(failed.attempt, 20));
  const backoff = minBackoffMs + Math.floor(failed.jitter * (ceiling - minBackoffMs));
  if (failed.retryAfterMs === undefined) return backoff;
  // Never before the peer's time; what chance adds is little, since the peer chose the moment.
  const asked = Math.min(Math.max(0, failed.retryAfterMs), maxRetryAfterMs);
  return asked + Math.floor(failed.jitter * minBackoffMs);
}
