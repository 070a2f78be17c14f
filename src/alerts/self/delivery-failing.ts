import type { Delivery } from "../../model/delivery.ts";
import { formatDuration } from "../../model/duration.ts";
import type { SelfFinding } from "./self-finding.ts";

export type OutboxItem = Pick<Delivery, "receiver" | "state" | "createdAt" | "attempts">;

/** A message that was given up counts for so long after it was ordered, ms. */
export const deadCountsMs = 24 * 3_600_000;

/**
 * Receivers that do not take their messages: one was tried and has waited for too long, or was given up of late.
 * The alert carries the label `receiver`, by which a route can tell it through another channel. 0 as `afterMs`:
 * nobody asks.
 */
export function failingReceivers(
  outbox: readonly OutboxItem[],
  now: number,
  afterMs: number,
): readonly SelfFinding[] {
  if (afterMs === 0) return [];
  const oldest = new Map<string, number>();
  for (const { receiver, state, createdAt, attempts } of outbox) {
    const age = now - createdAt;
    const failing =
      state === "dead" ? age < deadCountsMs : state === "queued" && attempts > 0 && age >= afterMs;
    if (failing) oldest.set(receiver, Math.min(createdAt, oldest.get(receiver) ?? createdAt));
  }
  return [...oldest].map(([receiver, since]) => ({
    rule: "tocsin-delivery-failing",
    group: { receiver },
    since,
    value: now - since,
    title: `${receiver} has not taken a message within ${formatDuration(afterMs)}: \`tocsin deliveries list\` says why, \`tocsin doctor --send\` tries it`,
  }));
}
