import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Delivery, DeliveryResult } from "../../model/delivery.ts";
import type { DeliveryCounts } from "../../ports/state-store.ts";

export interface DeliveryMetrics {
  /** `latencyMs`: from the order of the message to its acceptance. */
  readonly attempted: (receiver: string, result: DeliveryResult, latencyMs: number | undefined) => void;
  readonly beaten: (result: "accepted" | "failed" | "withheld") => void;
}

export interface DeliveryProbe {
  readonly counts: () => DeliveryCounts;
  readonly queued: () => readonly Pick<Delivery, "receiver" | "createdAt">[];
}

/** What goes out. `now`: wall clock, epoch ms. */
export function deliveryMetrics(
  registry: Registry,
  probe: DeliveryProbe,
  now: () => number,
): DeliveryMetrics {
  const registers = [registry];
  const attempts = new Counter({
    name: "tocsin_delivery_attempts_total",
    help: "Attempts to deliver, by what came of them.",
    labelNames: ["receiver", "result"],
    registers,
  });
  const latency = new Histogram({
    name: "tocsin_delivery_latency_seconds",
    help: "From the order of a message to its acceptance.",
    labelNames: ["receiver"],
    buckets: [1, 2, 5, 8, 10, 15, 30, 60, 300, 1800, 7200],
    registers,
  });
  const beats = new Counter({
    name: "tocsin_heartbeats_total",
    help: "Heartbeats, by what came of them; withheld: judging did not go on.",
    labelNames: ["result"],
    registers,
  });
  for (const result of ["accepted", "failed", "withheld"]) beats.inc({ result }, 0);
  outboxMetrics(registry, probe, now);
  return {
    attempted(receiver, result, latencyMs) {
      attempts.inc({ receiver, result: result.state === "accepted" ? "accepted" : result.class });
      if (latencyMs !== undefined) latency.observe({ receiver }, latencyMs / 1000);
    },
    beaten: (result) => beats.inc({ result }),
  };
}

function outboxMetrics(registry: Registry, probe: DeliveryProbe, now: () => number): void {
  const registers = [registry];
  new Gauge({
    name: "tocsin_deliveries",
    help: "Messages in the outbox: those that wait, and those that were given up.",
    labelNames: ["state"],
    registers,
    collect() {
      const { queued, dead } = probe.counts();
      this.set({ state: "queued" }, queued);
      this.set({ state: "dead" }, dead);
    },
  });
  new Gauge({
    name: "tocsin_delivery_oldest_queued_seconds",
    help: "Age of the oldest message that waits for a receiver; absent where none does.",
    labelNames: ["receiver"],
    registers,
    collect() {
      this.reset();
      const oldest = new Map<string, number>();
      for (const { receiver, createdAt } of probe.queued()) {
        oldest.set(receiver, Math.min(createdAt, oldest.get(receiver) ?? createdAt));
      }
      for (const [receiver, at] of oldest) this.set({ receiver }, Math.max(0, now() - at) / 1000);
    },
  });
}
