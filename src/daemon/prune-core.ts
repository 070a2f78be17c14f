import type { LogPruner, Pruned, PrunedState, StatePruner } from "../ports/log-pruner.ts";
import {
  planRetention,
  type RetentionPlan,
  type RetentionSettings,
  type RetentionState,
} from "./retention.ts";
import { createSliceSize } from "./slice-size.ts";

/** Incidents of one slice; each has some dozens of rows. */
const incidentsPerSlice = 10;

export interface PruneCoreSettings extends RetentionSettings {
  readonly incidentsMaxAgeMs: number;
  readonly log: LogPruner;
  readonly state: StatePruner;
  readonly now: () => number;
  /** What entries are needed for now. */
  readonly needs: () => Pick<RetentionState, "position" | "lookbackMs" | "openSince">;
}

export interface PruneStep extends Pruned {
  /** How long the slice took, ms. */
  readonly ms: number;
}

/** The writer's part of retention: says how far, and deletes one slice at a time. */
export interface PruneCore {
  readonly plan: () => RetentionPlan;
  /** One slice up to the plan's limits, or less far where more is needed by now. */
  readonly pruneLog: (plan: RetentionPlan) => PruneStep;
  readonly pruneState: () => PrunedState;
}

export function createPruneCore(settings: PruneCoreSettings): PruneCore {
  const { log, state, now } = settings;
  const slice = createSliceSize();
  return {
    plan: () =>
      planRetention(settings, {
        now: now(),
        ...settings.needs(),
        usedBytes: log.usedBytes(),
        oldestShare: log.oldestShare,
      }),
    pruneLog({ entriesTo, linesTo }) {
      const started = performance.now();
      const { position = Number.NEGATIVE_INFINITY, lookbackMs } = settings.needs();
      // A rule that came in the meantime may look further back.
      const limits = { entriesTo: Math.min(entriesTo, position - lookbackMs - 1), linesTo };
      const pruned = log.prune(limits, slice.rows(), now());
      if (pruned.done) log.forget(now() - 2 * settings.maxAgeMs);
      const ms = performance.now() - started;
      if (!pruned.done) slice.took(ms);
      return { ...pruned, ms };
    },
    pruneState: () => state.prune(now() - settings.incidentsMaxAgeMs, incidentsPerSlice),
  };
}
