import type { Logger } from "pino";
import { type FindingReport, findingReports } from "../alerts/self/finding-reports.ts";
import type { Json } from "../model/entry.ts";
import { formatInstant } from "../model/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { startBeating } from "./beating.ts";
import { daemonMetrics } from "./daemon-metrics.ts";
import type { WatchedConfig } from "./live-config.ts";
import type { Metrics, MetricsProbe } from "./metrics/metrics.ts";
import { type PruningSettings, pruneEveryMs, startPruning } from "./pruning.ts";
import type { RetentionPlan } from "./retention.ts";
import { createSelfWatch } from "./self-watch.ts";
import type { StatusBoard } from "./status-board.ts";

export interface UpkeepSettings {
  readonly config: WatchedConfig;
  readonly stores: ReadStores;
  readonly board: StatusBoard;
  readonly ruleIds: () => ReadonlySet<string>;
  /** Characters of lines that wait for the writer. */
  readonly queued: () => number;
  readonly files: Parameters<typeof daemonMetrics>[2]["files"];
  readonly reload: MetricsProbe["reload"];
  readonly clock: Clock;
  readonly log: Logger;
  /** Where alerts about Tocsin itself begin: a report for each kind of finding, whenever one begins or ends. */
  readonly onFindings: (reports: readonly FindingReport[]) => void;
}

/** What a daemon does for itself: counts, watches, deletes what is old, and says that it is alive. */
export interface Upkeep {
  /** With `ingested` also looking at what came. */
  readonly metrics: Metrics;
  /** The disk takes nothing more, or does again. */
  readonly writable: (problem: string | undefined) => void;
  /** For `tocsin status`. */
  readonly status: () => Readonly<Record<string, Json>>;
  readonly start: (threads: Pick<PruningSettings, "writer" | "reader">) => Running;
}

export interface Running {
  readonly stop: () => Promise<void>;
}

/** Between two looks at itself, ms. */
const watchEveryMs = 5_000;

export function createUpkeep(settings: UpkeepSettings): Upkeep {
  const { config, stores, board, clock, log } = settings;
  const { now } = clock;
  const watch = createSelfWatch({
    ...settings,
    position: () => board.last()?.position,
    now,
    onChange: (findings) => settings.onFindings(findingReports(findings)),
  });
  const counted = daemonMetrics(stores, now, {
    queued: settings.queued,
    files: settings.files,
    findings: watch.findings,
    reload: settings.reload,
  });
  const metrics: Metrics = {
    ...counted,
    ingested(source, reply) {
      counted.ingested(source, reply);
      watch.ingested(source, reply);
    },
  };
  let plan: RetentionPlan | undefined;

  return {
    metrics,
    writable(problem) {
      board.writable(problem);
      metrics.writable(problem === undefined);
      if (problem === undefined) log.info("the disk takes data again");
      else log.error({ detail: problem }, "nothing can be written; nothing is taken until it can");
    },
    status: () => ({
      findings: watch
        .findings()
        .map(({ rule, title, since }) => ({ rule, title, since: formatInstant(since) })),
      retention: retentionStatus(plan),
    }),
    start(threads) {
      const pruning = startPruning({
        ...threads,
        state: stores.state,
        now,
        log,
        everyMs: pruneEveryMs(config.retention.maxAgeMs),
        onPruned: metrics.pruned,
        onPlan(next) {
          plan = next;
          metrics.used(next.usedBytes);
        },
      });
      const beating = startBeating(config.heartbeat, board, metrics, log);
      const watching = setInterval(() => watchSafely(watch.look, log), watchEveryMs);
      return {
        async stop() {
          clearInterval(watching);
          beating.stop();
          await pruning.stop();
        },
      };
    },
  };
}

/** What goes wrong while looking for what is wrong must not end what works. */
function watchSafely(look: () => void, log: Logger): void {
  try {
    look();
  } catch (error) {
    log.error({ detail: error instanceof Error ? error.message : String(error) }, "looking at itself failed");
  }
}

function retentionStatus(plan: RetentionPlan | undefined): Json {
  if (plan === undefined) return null;
  const { entriesTo, usedBytes, overSize, heldBy = null } = plan;
  return {
    deleted_until: Number.isFinite(entriesTo) ? formatInstant(entriesTo) : null,
    used_bytes: usedBytes,
    over_size: overSize,
    held_by: heldBy,
  };
}
