import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { WriterStatus } from "../writer-protocol.ts";

export interface JudgingMetrics {
  readonly stepped: (status: WriterStatus) => void;
  readonly stepFailed: () => void;
}

/** How judging goes on. `now`: wall clock, epoch ms. */
export function judgingMetrics(registry: Registry, now: () => number): JudgingMetrics {
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
    (status) => (now() - (status.position ?? now())) / 1000,
  );
  fromStatus(
    "tocsin_idle_sources",
    "Sources that are behind and have stood still for too long to be waited for.",
    (status) => status.idleSources.length,
  );
  const stepped = stepMetrics(registry);
  return {
    stepped(status) {
      stepped.observe(status, last);
      last = status;
    },
    stepFailed: stepped.failed,
  };
}

interface StepMetrics {
  readonly observe: (status: WriterStatus, before: WriterStatus | undefined) => void;
  readonly failed: () => void;
}

function stepMetrics(registry: Registry): StepMetrics {
  const registers = [registry];
  const evaluations = new Counter({
    name: "tocsin_rule_evaluations_total",
    help: "Steps in which all rules were judged.",
    registers,
  });
  const failures = new Counter({
    name: "tocsin_rule_evaluation_failures_total",
    help: "Steps that could not be taken; the next one judges what they left.",
    registers,
  });
  const judged = new Counter({ name: "tocsin_entries_judged_total", help: "Entries judged.", registers });
  const future = new Counter({
    name: "tocsin_entries_future_total",
    help: "Entries too far ahead, which took the time at which they were read.",
    registers,
  });
  const duplicates = new Counter({
    name: "tocsin_entries_duplicate_total",
    help: "Entries marked as duplicates; none where no rule leaves them out.",
    registers,
  });
  const duration = new Histogram({
    name: "tocsin_rule_evaluation_duration_seconds",
    help: "Duration of judging and committing one step.",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const detection = new Histogram({
    name: "tocsin_detection_latency_seconds",
    help: "From the log time at which an alert began to fire to the commit of that decision.",
    buckets: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 3600],
    registers,
  });
  return {
    observe(status, before) {
      evaluations.inc(status.steps - (before?.steps ?? 0));
      judged.inc(status.entriesJudged - (before?.entriesJudged ?? 0));
      future.inc(status.future - (before?.future ?? 0));
      duplicates.inc(status.duplicates.marked - (before?.duplicates.marked ?? 0));
      duration.observe(status.stepMs / 1000);
      for (const ms of status.detectionMs) detection.observe(ms / 1000);
    },
    failed: () => failures.inc(),
  };
}
