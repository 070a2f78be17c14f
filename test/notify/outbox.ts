import type { Delivery } from "../../src/model/delivery.ts";
import type { Lane } from "../../src/notify/deliver-one.ts";
import { createDeliveryLoop, type DeliveryLoop } from "../../src/notify/delivery-loop.ts";
import type { SetTimer } from "../../src/notify/pacing.ts";
import { testPayload } from "./test-payload.ts";

/** Real connections, while waits are this many times shorter. */
export function hurriedTime(speed: number): OutboxTime {
  const origin = Date.now();
  const began = performance.now();
  return {
    now: () => Math.floor(origin + (performance.now() - began) * speed),
    setTimer: (ms, then) => realTime.setTimer(ms / speed, then),
  };
}

/** The real delivery loop over a queue in memory. */
export interface Outbox {
  readonly loop: DeliveryLoop;
  readonly rows: ReadonlyMap<string, Delivery>;
  /** What each failed try met, in order. */
  readonly failures: readonly string[];
  readonly add: (...deliveries: readonly Delivery[]) => void;
}

export function delivery(over: Partial<Delivery> & Pick<Delivery, "id" | "lane">): Delivery {
  return {
    incident: 1,
    order: 1,
    receiver: "ops",
    channel: "slack",
    operation: "post",
    reason: "opened",
    state: "queued",
    createdAt: 0,
    dueAt: 0,
    attempts: 0,
    lastError: undefined,
    acceptedAt: undefined,
    reference: undefined,
    ...over,
  };
}

export interface OutboxTime {
  readonly now: () => number;
  readonly setTimer: SetTimer;
}

export const realTime: OutboxTime = {
  now: Date.now,
  setTimer(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

export function createOutbox(
  lanes: ReadonlyMap<string, Lane>,
  time: OutboxTime,
  /** Before the next try can begin. */
  onFailure: () => void = () => {},
): Outbox {
  const rows = new Map<string, Delivery>();
  const failures: string[] = [];
  const newRoots = new Set<string>();
  const loop = createDeliveryLoop({
    readQueued: () => [...rows.values()].filter((row) => row.state === "queued"),
    rootReference: (incident, lane) =>
      [...rows.values()].findLast(
        (row) =>
          row.incident === incident &&
          row.lane === lane &&
          row.state === "accepted" &&
          (row.operation === "post" || newRoots.has(row.id)),
      )?.reference,
    compose: {
      slack: async ({ reason }, { reduced }) => ({
        text: reduced ? `${reason} in short` : reason,
        blocks: [],
      }),
      email: async () => ({
        subject: "x",
        text: "x",
        html: "",
        messageId: "<inc-1.k@h.example>",
        headers: {},
        highPriority: false,
        attachments: [],
      }),
      webhook: async () => testPayload,
    },
    lanes,
    async recordAttempt({ deliveryId, at, result, nextAt, newRoot }) {
      const row = rows.get(deliveryId);
      if (row === undefined) throw new Error(`no row ${deliveryId}`);
      const attempts = row.attempts + 1;
      if (newRoot === true) newRoots.add(deliveryId);
      if (result.state === "accepted")
        rows.set(deliveryId, {
          ...row,
          attempts,
          state: "accepted",
          acceptedAt: at,
          reference: result.reference,
        });
      else if (nextAt === undefined) rows.set(deliveryId, { ...row, attempts, state: "dead" });
      else rows.set(deliveryId, { ...row, attempts, dueAt: nextAt, lastError: result.detail });
      if (result.state === "failed") {
        failures.push(result.detail);
        onFailure();
      }
    },
    clock: { now: time.now },
    random: () => 0,
    setTimer: time.setTimer,
    report: (trouble) => {
      throw new Error(trouble);
    },
  });
  // What is there when the loop begins counts as from before.
  loop.wake();
  return {
    loop,
    rows,
    failures,
    add(...deliveries) {
      for (const one of deliveries) rows.set(one.id, one);
      loop.wake();
    },
  };
}
