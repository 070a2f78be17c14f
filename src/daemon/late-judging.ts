import { type Amended, amend } from "../alerts/amend.ts";
import type { Engine } from "../alerts/engine.ts";
import type { Alert } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader, StoredEntry } from "../ports/log-store.ts";
import type { LateWaiting } from "../ports/state-store.ts";
import { createLateQueue } from "./late-queue.ts";
import { type LateRound, startLateRound } from "./late-round.ts";
import type { Snapshots } from "./snapshots.ts";

/** At most this share of the time goes into judging late entries again, where that takes long. */
const maxLateShare = 0.2;
/** Late entries are gathered for so long, ms of real time, so that a trickle of them is judged in one go. */
const gatherMs = 500;

export interface LateJudgingSettings {
  readonly engine: Pick<Engine, "adopt">;
  readonly snapshots: Snapshots;
  readonly reader: Pick<LogReader, "range" | "extent">;
  readonly alertsSince: (rules: readonly string[], since: number) => readonly Alert[];
  readonly latenessMs: () => number;
  readonly saved: readonly LateWaiting[];
  /** Real time before the first round, ms; absent: none. */
  readonly restFirstMs?: number;
  /** Real time, ms; monotonic. */
  readonly elapsed: () => number;
}

/** Judges again what entries that came late concern, in rounds between which it rests. */
export interface LateJudging {
  /** An entry at or before the position. */
  readonly take: (stored: StoredEntry, position: number, rules: readonly Rule[], old?: boolean) => void;
  /**
   * One slice. `amended` once a round is over: the rules know the truth from then on, and it must be told with the
   * next step. `more`: call again as soon as nothing else is to be done.
   */
  readonly slice: (
    position: number,
    rules: readonly Rule[],
    openAlerts: readonly Alert[],
  ) => { readonly more: boolean; readonly amended?: Amended & { readonly rules: ReadonlySet<string> } };
  /** The round under way is given up; its entries wait for another. */
  readonly cancel: () => void;
  /** Rules that do not know the truth yet. */
  readonly untrue: () => ReadonlySet<string>;
  /** What waits, where that has changed since it was last asked. */
  readonly waitingChanged: () => readonly LateWaiting[] | undefined;
  readonly counts: () => LateCounts;
}

/** Since the start. */
export interface LateCounts {
  /** Late entries that wait to be judged. */
  readonly waiting: number;
  /** Late entries that no rule looks at, or that were judged. */
  readonly tooOld: number;
  readonly rounds: number;
  /** Alerts that late entries began, changed, or did not confirm. */
  readonly begun: number;
  readonly changed: number;
  readonly notConfirmed: number;
}

export function createLateJudging(settings: LateJudgingSettings): LateJudging {
  const { engine, snapshots, reader, alertsSince, latenessMs, elapsed } = settings;
  const queue = createLateQueue(settings.saved);
  const counts = { tooOld: 0, rounds: 0, begun: 0, changed: 0, notConfirmed: 0 };
  let arrived = 0;
  let round: LateRound | undefined;
  let busyMs = 0;
  let restUntil =
    settings.restFirstMs === undefined ? Number.NEGATIVE_INFINITY : elapsed() + settings.restFirstMs;
  let onRecord = textOf(settings.saved);

  function waiting(): readonly LateWaiting[] {
    const both = createLateQueue([...(round?.late.values() ?? [])]);
    both.putBack(queue.rules());
    return [...both.rules().values()].sort((a, b) => (a.rule < b.rule ? -1 : 1));
  }

  function finish(done: LateRound, position: number): Amended & { readonly rules: ReadonlySet<string> } {
    const ids = done.rules.map(({ id }) => id);
    for (const saved of done.saved()) {
      engine.adopt(saved);
      snapshots.put(saved, arrived);
    }
    const amended = amend(done.episodes(), alertsSince(ids, done.since), {
      position,
      lateFrom: new Map([...done.late].map(([id, { fromTime }]) => [id, fromTime])),
      lateMs: new Map([...done.late].map(([id, { lateMs }]) => [id, lateMs])),
    });
    counts.rounds++;
    counts.begun += amended.transitions.filter(
      (one) => one.lateMs !== undefined && one.state === "firing" && one.escalatedTo === undefined,
    ).length;
    counts.changed += amended.continued.length + amended.corrected.filter((one) => !one.notConfirmed).length;
    counts.notConfirmed +=
      amended.transitions.filter((one) => one.reason === "not_confirmed").length +
      amended.corrected.filter((one) => one.notConfirmed).length;
    return { ...amended, rules: new Set(ids) };
  }

  function begin(position: number, rules: readonly Rule[], openAlerts: readonly Alert[]): LateRound {
    const late = queue.take();
    const concerned = rules.filter((rule) => rule.enabled && late.has(rule.id));
    return startLateRound({
      rules: concerned,
      late,
      openAlerts,
      position,
      reader,
      snapshots,
      arrived: () => arrived,
    });
  }

  return {
    take({ entry, sequence }, position, rules, old = false) {
      arrived = Math.max(arrived, sequence);
      if (!old && entry.time <= position - latenessMs()) {
        counts.tooOld++;
        return;
      }
      const first = queue.rules().size === 0;
      if (queue.add(entry, rules) && first) restUntil = Math.max(restUntil, elapsed() + gatherMs);
    },
    slice(position, rules, openAlerts) {
      if (round === undefined) {
        if (queue.rules().size === 0 || elapsed() < restUntil) return { more: false };
        busyMs = 0;
      }
      const started = elapsed();
      round ??= begin(position, rules, openAlerts);
      const done = round.read(position);
      const amended = done ? finish(round, position) : undefined;
      busyMs += elapsed() - started;
      if (amended === undefined) return { more: true };
      round = undefined;
      restUntil = elapsed() + Math.max(gatherMs, busyMs / maxLateShare - busyMs);
      return { more: false, amended };
    },
    cancel() {
      if (round !== undefined) queue.putBack(round.late);
      round = undefined;
    },
    untrue: () => new Set([...queue.rules().keys(), ...(round?.late.keys() ?? [])]),
    waitingChanged() {
      const now = waiting();
      const text = textOf(now);
      if (text === onRecord) return undefined;
      onRecord = text;
      return now;
    },
    counts: () => ({ ...counts, waiting: queue.waiting() }),
  };
}

function textOf(waiting: readonly LateWaiting[]): string {
  return JSON.stringify(waiting.map(({ rule, fromTime, lateMs }) => [rule, fromTime, lateMs]));
}
