import { createEngine, type Engine } from "../alerts/engine.ts";
import { savedEpisodes } from "../alerts/open-episodes.ts";
import { type OpenEpisodes, trackOpen } from "../alerts/reconcile.ts";
import { duplicateLookbackMs } from "../detect/duplicate-marks.ts";
import { longestLookbackMs } from "../detect/lookback.ts";
import type { SavedRule } from "../detect/saved.ts";
import type { Alert } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader } from "../ports/log-store.ts";

/** Entries read between two looks at what else is to be done: some 20 ms. Those of one millisecond stay together. */
export const entriesPerSlice = 2_000;

/** Where an engine must stand: everything up to `to` judged, over the entries with sequence <= maxSequence. */
export interface Standing {
  readonly to: number;
  readonly maxSequence: number;
}

/**
 * An engine that reads the past of its rules in silence, in slices, so that what comes in meanwhile need not wait:
 * as far back as its rules look, and before the start of the oldest alert that they have open; or only what came
 * after they were saved.
 */
export interface WarmUp {
  readonly engine: Engine;
  /** One slice; true once it stands at the target, which may have moved since the last one. */
  readonly read: (target: Standing) => boolean;
  readonly standsAt: (to: number) => boolean;
  /** Episodes that are open where it stands. */
  readonly open: OpenEpisodes;
  /** How much of the log time up to the target has been read, from 0 to 1. */
  readonly progress: (target: Standing) => number;
}

/** Who follows what an engine tells while it reads. */
export interface WarmUpWatch {
  readonly told: (transitions: ReturnType<Engine["advance"]>) => void;
  /** Instants, ascending, at which `stopped` is to be called when all up to there is judged. */
  readonly stops: readonly number[];
  readonly stopped: (engine: Engine, at: number) => void;
}

/** Which entries are duplicates is not saved: those that decide it are read again. */
function markingMs(rules: readonly Rule[]): number {
  return rules.some((rule) => rule.enabled && rule.duplicates === "skip") ? duplicateLookbackMs : 0;
}

export function startWarmUp(
  rules: readonly Rule[],
  /** Of these rules. */
  openAlerts: readonly Alert[],
  position: number,
  reader: Pick<LogReader, "range" | "extent">,
  /** All of these rules, where they go on from what was saved. */
  saved?: readonly SavedRule[],
  watch?: WarmUpWatch,
): WarmUp {
  const oldestKept = reader.extent()?.from;
  const open = new Map(savedEpisodes(saved ?? [], rules));
  const oldest = openAlerts.reduce(
    (least, alert) => Math.min(least, alert.startedAt, alert.evidenceFrom),
    position,
  );
  const from =
    saved === undefined
      ? oldest - longestLookbackMs(rules) - 1
      : saved.reduce((least, one) => Math.min(least, one.position), position) - markingMs(rules);
  // What was before is not known to be empty, so that nothing is said to have been silent since then.
  const since = saved !== undefined || oldestKept === undefined ? oldestKept : Math.max(oldestKept, from);
  const engine = createEngine(rules, since, saved);
  let done = from;

  const stops = [...(watch?.stops ?? [])].filter((stop) => stop > from);

  function advanceTo(to: number): void {
    const transitions = engine.advance(to);
    trackOpen(open, transitions);
    watch?.told(transitions);
    done = to;
  }

  function advance(to: number): void {
    stopBefore(to + 1);
    advanceTo(to);
  }

  /** All entries up to the stops before `time` have entered. */
  function stopBefore(time: number): void {
    for (let [stop] = stops; stop !== undefined && stop < time; [stop] = stops) {
      stops.shift();
      advanceTo(stop);
      watch?.stopped(engine, stop);
    }
  }

  return {
    engine,
    open,
    read({ to, maxSequence }) {
      let previous: number | undefined;
      let entries = 0;
      for (const { entry } of reader.range({ from: done, to, maxSequence })) {
        if (previous !== undefined && entry.time > previous && entries >= entriesPerSlice) {
          advance(previous);
          return false;
        }
        stopBefore(entry.time);
        engine.enter(entry);
        entries++;
        previous = entry.time;
      }
      advance(to);
      return true;
    },
    standsAt: (to) => done === to,
    progress: ({ to }) => {
      const begin = Math.max(from, oldestKept ?? from);
      return to <= begin ? 1 : Math.max(0, done - begin) / (to - begin);
    },
  };
}
