import type { Delivery } from "../model/delivery.ts";
import { classOfDetail } from "./failure.ts";

export type NextInLane =
  | { readonly state: "send"; readonly delivery: Delivery }
  /** Nothing is needed of it: the later edit shows a newer state. */
  | { readonly state: "leave"; readonly delivery: Delivery; readonly to: Delivery }
  | { readonly state: "wait"; readonly ms: number }
  | { readonly state: "empty" };

/**
 * What a lane does next. Messages of one incident keep their order; an edit that may wait does not hold up another
 * incident. A failure that is not about the content is the channel's, so the whole lane waits until that message
 * may be tried again: that is derived from the queue, and so survives a restart.
 */
export function nextInLane(queue: readonly Delivery[], now: number): NextInLane {
  const ordered = [...queue].sort((a, b) => a.order - b.order);
  const firsts = firstOfEachIncident(ordered);
  for (const delivery of firsts) {
    const newer = newerUpdate(delivery, ordered);
    if (newer !== undefined) return { state: "leave", delivery, to: newer };
  }
  const [soonest] = [...firsts].sort((a, b) => a.dueAt - b.dueAt);
  if (soonest === undefined) return { state: "empty" };
  const blockedUntil = Math.max(...ordered.filter(isChannelTrouble).map((delivery) => delivery.dueAt), 0);
  const wait = Math.max(soonest.dueAt, blockedUntil) - now;
  if (wait > 0) return { state: "wait", ms: wait };
  const due = firsts.find((delivery) => delivery.dueAt <= now) ?? soonest;
  return { state: "send", delivery: due };
}

function firstOfEachIncident(ordered: readonly Delivery[]): readonly Delivery[] {
  const seen = new Set<number>();
  return ordered.filter((delivery) => {
    if (seen.has(delivery.incident)) return false;
    seen.add(delivery.incident);
    return true;
  });
}

/** An edit shows the state as it is now, so of several that wait for one incident only the last is needed. */
function newerUpdate(head: Delivery, ordered: readonly Delivery[]): Delivery | undefined {
  if (head.operation !== "update") return undefined;
  return ordered.find(
    (other) => other.operation === "update" && other.incident === head.incident && other.order > head.order,
  );
}

function isChannelTrouble(delivery: Delivery): boolean {
  return delivery.attempts > 0 && classOfDetail(delivery.lastError) !== "content";
}
