import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { DeliveryResult } from "../model/delivery.ts";
import type { RuleCount } from "../ports/state-store.ts";
import type { IngestReply, WriterStatus } from "./writer-protocol.ts";

/** What is known only when somebody asks. */
export interface MetricsProbe {
  readonly ruleCounts: () => readonly RuleCount[];
  readonly deliveries: () => { readonly queued: number; readonly dead: number };
  readonly unparsable: () => readonly {
    readonly source: string;
    readonly format: string;
    readonly reason: string;
    readonly lines: number;
  }[];
  readonly redactions: () => readonly { readonly kind: string; readonly redacted: number }[];
  readonly now: () => number;
  /** Whether everything loaded when it was read last, and when it last did, epoch ms. */
  readonly reload: () => { readonly ok: boolean; readonly lastSuccess: number | undefined };
}

export interface Metrics {
  readonly ingested: (source: string, reply: IngestReply) => void;
  readonly refused: () => void;
  readonly stepped: (status: WriterStatus) => void;
  /** `latencyMs`: from the log time that decided to the peer's acceptance. */
  readonly attempted: (receiver: string, result: DeliveryResult, latencyMs: number | undefined) => void;
  readonly text: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Three of the default metrics are gauges named like counters, which promtool refuses. */
const MISNAMED = [
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
];

export function createMetrics(probe: MetricsProbe): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const lines = ingestMetrics(registry);
  const judging = judgingMetrics(registry, probe);
  const delivery = deliveryMetrics(registry, probe);
  probedMetrics(registry, probe);
  reloadMetrics(registry, probe);
  return {
    ...lines,
    ...judging,
    ...delivery,
    text: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function ingestMetrics(registry: Registry): Pick<Metrics, "ingested" | "refused"> {
  const registers = [registry];
  const entries = new Counter({
    name: "tocsin_entries_stored_total",
    help: "Entries stored.",
    labelNames: ["source"],
    registers,
  });
  const repeated = new Counter({
    name: "tocsin_lines_already_stored_total",
    help: "Lines that were stored before and were left out.",
    labelNames: ["source"],
    registers,
  });
  const retryAfter = new Counter({
    name: "http_retry_after_total",
    help: "Entries that carry a Retry-After.",
    labelNames: ["source"],
    registers,
  });
  const refused = new Counter({
    name: "tocsin_ingest_refused_total",
    help: "Batches answered 429 because the queue was full.",
    registers,
  });
  return {
    ingested(source, reply) {
      entries.inc({ source }, reply.stored);
      repeated.inc({ source }, reply.alreadyStored);
      retryAfter.inc({ source }, reply.retryAfter);
    },
    refused: () => refused.inc(),
  };
}

function judgingMetrics(registry: Registry, probe: MetricsProbe): Pick<Metrics, "stepped"> {
  const registers = [registry];
  let last: WriterStatus | undefined;
  const fromStatus = (name: string, help: string, read: (status: WriterStatus) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        if (last !== undefined) this.set(read(last));
      },
    });
  };
  fromStatus("tocsin_open_alerts", "Pending and firing alerts.", (status) => status.openAlerts);
  fromStatus("tocsin_open_incidents", "Incidents that are not resolved.", (status) => status.openIncidents);
  fromStatus("tocsin_backlog_entries", "Entries that wait to be judged.", (status) => status.backlog);
  fromStatus(
    "tocsin_position_timestamp_seconds",
    "Log time up to which everything has been judged.",
    (status) => (status.position ?? 0) / 1000,
  );
  fromStatus(
    "tocsin_position_lag_seconds",
    "How far the position is behind the clock.",
    (status) => (probe.now() - (status.position ?? probe.now())) / 1000,
  );
  const judged = new Counter({ name: "tocsin_entries_judged_total", help: "Entries judged.", registers });
  const late = new Counter({
    name: "tocsin_entries_late_total",
    help: "Entries that came after their time had been judged; stored, not judged.",
    registers,
  });
  const future = new Counter({
    name: "tocsin_entries_future_total",
    help: "Entries too far ahead, which took the time at which they were read.",
    registers,
  });
  const steps = new Histogram({
    name: "tocsin_step_duration_seconds",
    help: "Duration of judging and committing one step.",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  return {
    stepped(status) {
      judged.inc(status.entriesJudged - (last?.entriesJudged ?? 0));
      late.inc(status.late - (last?.late ?? 0));
      future.inc(status.future - (last?.future ?? 0));
      steps.observe(status.stepMs / 1000);
      last = status;
    },
  };
}

function deliveryMetrics(registry: Registry, probe: MetricsProbe): Pick<Metrics, "attempted"> {
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
  new Gauge({
    name: "tocsin_deliveries",
    help: "Messages in the outbox.",
    labelNames: ["state"],
    registers,
    collect() {
      const { queued, dead } = probe.deliveries();
      this.set({ state: "queued" }, queued);
      this.set({ state: "dead" }, dead);
    },
  });
  return {
    attempted(receiver, result, latencyMs) {
      attempts.inc({ receiver, result: result.state === "accepted" ? "accepted" : result.class });
      if (latencyMs !== undefined) latency.observe({ receiver }, latencyMs / 1000);
    },
  };
}

/** Under Prometheus' names, so that its alerts on reloads fit. */
function reloadMetrics(registry: Registry, probe: MetricsProbe): void {
  const registers = [registry];
  new Gauge({
    name: "tocsin_config_last_reload_successful",
    help: "Whether configuration, rules and templates all loaded when they were read last.",
    registers,
    collect() {
      this.set(probe.reload().ok ? 1 : 0);
    },
  });
  new Gauge({
    name: "tocsin_config_last_reload_success_timestamp_seconds",
    help: "When configuration, rules and templates last all loaded.",
    registers,
    collect() {
      this.set((probe.reload().lastSuccess ?? 0) / 1000);
    },
  });
}

/** Totals that the store keeps, so that they survive a restart. */
function probedMetrics(registry: Registry, probe: MetricsProbe): void {
  const registers = [registry];
  const ofRules = (name: string, help: string, read: (count: RuleCount) => number): void => {
    new Counter({
      name,
      help,
      labelNames: ["rule"],
      registers,
      collect() {
        this.reset();
        for (const count of probe.ruleCounts()) this.inc({ rule: count.rule }, read(count));
      },
    });
  };
  ofRules("tocsin_rule_entries_examined_total", "Entries in the rule's scope.", (count) => count.examined);
  ofRules("tocsin_rule_entries_matched_total", "Entries that the rule matched.", (count) => count.matched);
  ofRules(
    "tocsin_rule_entries_failed_total",
    "Entries for which an expression failed.",
    (count) => count.failed,
  );
  new Counter({
    name: "tocsin_redactions_total",
    help: "Values redacted in stored lines.",
    labelNames: ["kind"],
    registers,
    collect() {
      this.reset();
      for (const { kind, redacted } of probe.redactions()) this.inc({ kind }, redacted);
    },
  });
  new Counter({
    name: "tocsin_lines_unparsable_total",
    help: "Lines that no format could read; they are kept.",
    labelNames: ["source", "format", "reason"],
    registers,
    collect() {
      this.reset();
      for (const { lines, source, format, reason } of probe.unparsable()) {
        this.inc({ source, format, reason }, lines);
      }
    },
  });
}
