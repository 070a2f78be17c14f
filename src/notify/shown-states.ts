import type { Delivery, DeliveryOperation } from "../model/delivery.ts";

/**
 * As of when the last accepted message of an incident in a lane was made. A message tells the newest state, so
 * what was ordered before it was made has been said; kept only while the process runs, since it only saves noise.
 */
export interface ShownStates {
  /** `madeAt`: wall clock before the message was made. */
  readonly add: (delivery: Delivery, madeAt: number) => void;
  readonly covers: (delivery: Delivery) => boolean;
}

/** What an accepted message makes superfluous: a root shows everything, an edit other edits, news other news. */
const COVERED_BY: Record<DeliveryOperation, readonly DeliveryOperation[]> = {
  post: [],
  update: ["post", "update"],
  reply: ["post", "reply"],
  mail: ["mail"],
  hook: ["hook"],
};

/** Incidents remembered; the oldest is forgotten first. */
const maxRemembered = 1000;

export function createShownStates(): ShownStates {
  const madeAt = new Map<string, number>();
  return {
    add(delivery, at) {
      const key = keyOf(delivery, delivery.operation);
      madeAt.delete(key);
      madeAt.set(key, at);
      const [oldest] = madeAt.keys();
      if (madeAt.size > maxRemembered && oldest !== undefined) madeAt.delete(oldest);
    },
    covers: (delivery) =>
      COVERED_BY[delivery.operation].some(
        (operation) =>
          (madeAt.get(keyOf(delivery, operation)) ?? Number.NEGATIVE_INFINITY) > delivery.createdAt,
      ),
  };
}

function keyOf(delivery: Delivery, operation: DeliveryOperation): string {
  return `${delivery.incident} ${delivery.lane} ${operation}`;
}
