import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { RuleRecord } from "../../ports/state-store.ts";
import type { StoreSizes } from "../../store/store-sizes.ts";
import { type DeliveryMetrics, type DeliveryProbe, deliveryMetrics } from "./delivery-metrics.ts";
import { type IntakeMetrics, type IntakeProbe, intakeMetrics } from "./intake-metrics.ts";
import { type JudgingMetrics, judgingMetrics } from "./judging-metrics.ts";
import { createLabelBound } from "./label-bound.ts";
import { type ReloadProbe, reloadMetrics } from "./reload-metrics.ts";
import { ruleMetrics } from "./rule-metrics.ts";
import { type StoreMetrics, storeMetrics } from "./store-metrics.ts";

/** What is known only when somebody asks. */
export interface MetricsProbe {
  readonly intake: IntakeProbe;
  readonly deliveries: DeliveryProbe;
  readonly ruleRecords: () => readonly RuleRecord[];
  readonly sizes: () => StoreSizes;
  /** What is wrong with Tocsin itself, by the id of the finding. */
  readonly findings: () => readonly { readonly rule: string }[];
  /** Whether everything loaded when it was read last, and when it last did, epoch ms. */
  readonly reload: ReloadProbe;
  readonly now: () => number;
}

export interface Metrics extends IntakeMetrics, JudgingMetrics, DeliveryMetrics, StoreMetrics {
  readonly text: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Three of the default metrics are gauges named like counters, which promtool refuses. */
const MISNAMED = [
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
];

/** The numbers that docs/metrics.md lists. */
export function createMetrics(probe: MetricsProbe): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const intake = intakeMetrics(registry, probe.intake, createLabelBound());
  const judging = judgingMetrics(registry, probe.now);
  const delivery = deliveryMetrics(registry, probe.deliveries, probe.now);
  const store = storeMetrics(registry, probe.sizes);
  ruleMetrics(registry, probe.ruleRecords);
  findingMetrics(registry, probe.findings);
  reloadMetrics(registry, probe.reload);
  return {
    ...intake,
    ...judging,
    ...delivery,
    ...store,
    text: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function findingMetrics(registry: Registry, findings: MetricsProbe["findings"]): void {
  new Gauge({
    name: "tocsin_self_findings",
    help: "What Tocsin finds wrong with itself now, by the id of the finding; absent where nothing is.",
    labelNames: ["finding"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { rule } of findings()) this.inc({ finding: rule });
    },
  });
}
