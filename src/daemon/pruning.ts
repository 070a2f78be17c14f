import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { PrunedState } from "../ports/log-pruner.ts";
import type { StateReader } from "../ports/state-store.ts";
import type { PruneStep } from "./prune-core.ts";
import type { ReaderClient } from "./reader-client.ts";
import type { RetentionPlan } from "./retention.ts";
import type { WriterClient } from "./writer-client.ts";

export interface PruningSettings {
  readonly writer: Pick<WriterClient, "request">;
  readonly reader: Pick<ReaderClient, "brief">;
  readonly state: Pick<StateReader, "incidentsToKeep">;
  readonly now: () => number;
  readonly log: Logger;
  readonly everyMs: number;
  readonly onPruned: (what: { entries: number; unparsable: number; incidents: number; ms: number }) => void;
  readonly onPlan: (plan: RetentionPlan) => void;
}

export interface Pruning {
  readonly stop: () => Promise<void>;
}

/** Incidents whose facts are kept at a time; the next look takes the others. */
const maxKeptAtOnce = 50;
/** Looks after which entries are deleted although the facts of an incident could not be found out. */
const maxKeepTries = 5;

/** Ten looks within the age of what is kept, at least one a minute, at most one a second. */
export function pruneEveryMs(maxAgeMs: number): number {
  return Math.max(1_000, Math.min(60_000, maxAgeMs / 10));
}

/**
 * Deletes what is old, now and then. The facts of incidents that rest on it are kept with them first, so that their
 * pages, tickets and messages stay as they are.
 */
export function startPruning(settings: PruningSettings): Pruning {
  const { writer, log, everyMs } = settings;
  const stopping = new AbortController();
  let keepTries = 0;

  async function look(): Promise<void> {
    // Replies have the types of prune-core; both sides are built together.
    const plan = (await writer.request({ type: "planPruning" })) as RetentionPlan;
    settings.onPlan(plan);
    const kept = await keepFacts(plan.entriesTo);
    keepTries = kept ? 0 : keepTries + 1;
    if (kept || keepTries > maxKeepTries) await deleteLog(plan);
    await deleteState();
  }

  /** False where some could not be kept. */
  async function keepFacts(entriesTo: number): Promise<boolean> {
    for (const number of settings.state.incidentsToKeep(entriesTo, maxKeptAtOnce)) {
      if (stopping.signal.aborted) return false;
      const at = settings.now();
      const brief = await settings.reader.brief(number, at).catch(() => undefined);
      if (brief === undefined) return false;
      await writer.request({ type: "facts", incident: number, facts: brief.facts, at });
    }
    return settings.state.incidentsToKeep(entriesTo, 1).length === 0;
  }

  async function deleteLog(plan: RetentionPlan): Promise<void> {
    let done = false;
    while (!done && !stopping.signal.aborted) {
      const step = (await writer.request({ type: "prune", plan })) as PruneStep;
      settings.onPruned({ ...step, incidents: 0 });
      done = step.done;
      // Half of the writer's time is left to others, whatever else it has to do.
      if (!done) await sleep(step.ms);
    }
  }

  async function deleteState(): Promise<void> {
    let done = false;
    while (!done && !stopping.signal.aborted) {
      const step = (await writer.request({ type: "pruneState" })) as PrunedState;
      settings.onPruned({ entries: 0, unparsable: 0, incidents: step.incidents, ms: 0 });
      done = step.done;
    }
  }

  async function run(): Promise<void> {
    while (await paused(everyMs, stopping.signal)) {
      try {
        await look();
      } catch (error) {
        log.error({ detail: error instanceof Error ? error.message : String(error) }, "pruning failed");
      }
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** False where it was stopped. */
async function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal, ref: false });
    return true;
  } catch {
    return false;
  }
}
