import type { Delivery, DeliveryResult, FailureClass } from "../model/delivery.ts";
import type { IncidentEvent } from "../model/incident.ts";
import { formatInstant } from "../model/instant.ts";

const FAILURE_WORDS: Readonly<Record<FailureClass, string>> = {
  retry: "will be tried again",
  content: "refused this content",
  configuration: "needs its configuration mended",
  ambiguous: "may have accepted it",
};

/**
 * The timeline's line for an attempt, or undefined where it is no news: the same failure again, with another
 * try to come. The attempt itself is kept in any case.
 */
export function attemptEvent(
  delivery: Delivery,
  at: number,
  result: DeliveryResult,
  nextAt: number | undefined,
): IncidentEvent | undefined {
  const { incident, receiver, channel, operation } = delivery;
  const what = `${channel} ${operation} to ${receiver}`;
  if (result.state === "accepted") {
    const note = result.note === undefined ? "" : ` (${result.note})`;
    return { incident, at, kind: "notified", text: `The ${what} was accepted${note}.` };
  }
  if (nextAt !== undefined && delivery.lastError === result.detail) return undefined;
  const next =
    nextAt === undefined
      ? "Given up; it is among the dead deliveries."
      : `Next try at ${formatInstant(nextAt)}.`;
  const text = `The ${what} failed: ${result.detail} (${FAILURE_WORDS[result.class]}). ${next}`;
  return { incident, at, kind: "delivery_failed", text };
}
