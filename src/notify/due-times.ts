import type { Delivery } from "../model/delivery.ts";

/**
 * When deliveries are due by the clock as it is now. Where the host's clock was set back since a wait was decided,
 * what is left of it is not known any more; it then counts from when that is first seen, and is not a moment longer.
 */
export interface DueTimes {
  /** The delivery with dueAt as it is to be understood; `now`: epoch ms. */
  readonly understood: (delivery: Delivery, now: number) => Delivery;
}

/** Corrections remembered; beyond it the oldest is found anew. */
const maxRemembered = 10_000;

export function createDueTimes(): DueTimes {
  const corrected = new Map<string, number>();
  return {
    understood(delivery, now) {
      const { id, dueAt, createdAt, decidedAt = createdAt } = delivery;
      const key = `${id} ${dueAt}`;
      const known = corrected.get(key);
      if (known !== undefined) return { ...delivery, dueAt: known };
      if (decidedAt <= now) return delivery;
      const due = now + Math.max(0, dueAt - decidedAt);
      corrected.set(key, due);
      const [oldest] = corrected.keys();
      if (corrected.size > maxRemembered && oldest !== undefined) corrected.delete(oldest);
      return { ...delivery, dueAt: due };
    },
  };
}
