import { type Continued, createContinuations } from "../alerts/continued.ts";
import { reconcile } from "../alerts/reconcile.ts";
import { type Uncovered, uncovered } from "../detect/coverage.ts";
import type { DuplicateCounts } from "../detect/duplicate-marks.ts";
import { type IncidentBook, nothingDecided } from "../incidents/incident-book.ts";
import type { Alert, Transition } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import { isSelfRule } from "../model/self-rule.ts";
import type { LogReader, StoredEntry } from "../ports/log-store.ts";
import type { WarmingRule } from "../ports/reload.ts";
import type { SnapshotStore } from "../ports/snapshot-store.ts";
import type {
  LateWaiting,
  LedgerStep,
  SavedState,
  StateReader,
  StateWriter,
  StepChanges,
} from "../ports/state-store.ts";
import { createBacklog } from "./backlog.ts";
import { createCountChanges } from "./count-changes.ts";
import { createLateJudging, type LateCounts } from "./late-judging.ts";
import { everyRule } from "./late-queue.ts";
import { aliveRules, editedRules, recoverEngine } from "./recovery.ts";
import { type RuleChange, ruleChange } from "./rule-change.ts";
import { meaningsOf, unedited } from "./rule-meanings.ts";
import { createSnapshots } from "./snapshots.ts";
import { startWarmUp, type WarmUp } from "./warm-up.ts";

/** Judges committed entries step by step and commits what follows with the step. */
export interface Judge {
  /**
   * Called before entries are committed, with their least time: a fresh directory begins just before it, and its
   * ledger says so first. Were the entries there first, a kill would leave them stored and never judged.
   */
  readonly begin: (firstTime: number, maxSequence: number, now: number) => void;
  /**
   * Entries that were just committed; how many of them came after their time had been judged. `old`: those that came
   * later than `lateness` are judged as well.
   */
  readonly take: (stored: readonly StoredEntry[], old?: boolean) => number;
  /** Judges up to and including log time `to`, over entries with sequence <= maxSequence. */
  readonly step: (to: number, maxSequence: number, now: number) => StepChanges | undefined;
  /**
   * Other rules are wanted. Those in force go on until what is new has read its past; `taken` is called in the
   * moment at which the new ones take over. A change that is still under way is given up for the newer one.
   */
  readonly changeRules: (rules: readonly Rule[], taken: () => void) => void;
  /**
   * Reads on for a change of rules, or for entries that came late, one slice; false where there is nothing (more) to
   * read now.
   */
  readonly readOn: () => boolean;
  readonly warming: () => readonly WarmingRule[];
  readonly lateCounts: () => LateCounts;
  readonly snapshotAgeMs: () => number | undefined;
  readonly position: () => number | undefined;
  /** What was on record and what is judged agree again: after a restart, only once a step was taken. */
  readonly whole: () => boolean;
  readonly openAlerts: () => number;
  readonly openIncidents: () => number;
  readonly backlog: () => number;
  /** Marked since start, what was judged again for the restart left out. */
  readonly duplicates: () => DuplicateCounts;
}

export interface JudgeSettings {
  readonly rules: readonly Rule[];
  /** In a fresh directory `begin` is about entries that are stored already, and not about the first to come. */
  readonly beginsStored?: boolean;
  readonly book: IncidentBook;
  readonly saved: SavedState;
  /** By rule, the meaning by which the record was made. */
  readonly meanings: ReadonlyMap<string, string>;
  /** Log time from which everything was judged; undefined in a fresh directory. */
  readonly judgedFrom: () => number | undefined;
  readonly reader: LogReader;
  readonly snapshots: SnapshotStore;
  /** The highest sequence that is stored, at the start. */
  readonly storedUpTo: number;
  /** Entries that come later than this after their time are stored and counted, and not judged any more. */
  readonly latenessMs: () => number;
  /** By rule, late entries that waited when it ended. */
  readonly lateWaiting: readonly LateWaiting[];
  readonly alertsSince: StateReader["alertsSince"];
  /** Real time, ms; monotonic. */
  readonly elapsed: () => number;
  readonly writer: Pick<StateWriter, "commitStep">;
}

/** What must be committed with the next step, besides what it judges. */
interface Owed {
  readonly transitions: readonly Transition[];
  readonly continued: readonly Continued[];
  readonly corrected: readonly Alert[];
  readonly meanings: ReadonlyMap<string, string> | undefined;
}

interface ChangeUnderWay extends RuleChange {
  readonly rules: readonly Rule[];
  readonly warmUp: WarmUp;
  readonly taken: () => void;
}

/** Real time in which tails read again what a loss of power took, ms. */
const rereadMs = 10_000;

const nothingOwed: Owed = { transitions: [], continued: [], corrected: [], meanings: undefined };

export function createJudge(settings: JudgeSettings): Judge {
  const { book, saved, reader, writer } = settings;
  let rules = unedited(settings.rules, settings.meanings);
  const recovered = recoverEngine(rules, { ...settings, pieces: settings.snapshots.load() });
  const { engine } = recovered;
  const counts = createCountChanges(engine.ruleCounts());
  const continuations = createContinuations();
  continuations.add(recovered.continued);
  const backlog = createBacklog(reader, saved.last !== undefined || settings.beginsStored === true);
  const snapshots = createSnapshots(
    engine,
    () => engine.ruleCounts().map(({ rule }) => rule),
    settings.snapshots,
    settings.latenessMs,
    settings.elapsed,
  );
  const lateJudging = createLateJudging({
    ...settings,
    engine,
    snapshots,
    saved: recovered.entriesLost
      ? everyRule(rules, settings.lateWaiting, saved.last?.to ?? 0)
      : settings.lateWaiting,
    ...(recovered.entriesLost ? { restFirstMs: rereadMs } : {}),
  });
  let meanings = settings.meanings;
  let last: LedgerStep | undefined = saved.last;
  let late = 0;
  let steps = 0;
  let owed: Owed = {
    transitions: recovered.pending,
    continued: recovered.continued,
    corrected: [],
    meanings: meaningsOf(rules),
  };
  let change: ChangeUnderWay | undefined;
  let thin = uncoveredNow();
  // Rules that were edited while nothing ran are judged as if they were edited now.
  changeRules(settings.rules, () => {});
  while (readOn());

  /** Log time stands until lost entries have had time to be read again, and the record was held against them. */
  function holding(): boolean {
    return recovered.entriesLost && lateJudging.counts().rounds === 0 && lateJudging.untrue().size > 0;
  }

  function uncoveredNow(): readonly Uncovered[] {
    if (last === undefined) return [];
    const oldestKept = reader.extent()?.from;
    return uncovered(rules, { position: last.to, judgedFrom: settings.judgedFrom(), oldestKept });
  }

  function commit(step: LedgerStep): StepChanges {
    const transitions = [...owed.transitions, ...continuations.translate(engine.advance(step.to))];
    const lateWaiting = lateJudging.waitingChanged();
    const changes: StepChanges = {
      step,
      ...book.apply(transitions, step.to, step.judgedAt, owed.continued, owed.corrected),
      ruleCounts: counts.since(engine.ruleCounts()),
      late,
      ...(lateWaiting === undefined ? {} : { lateWaiting }),
      ...(owed.meanings === undefined ? {} : { ruleMeanings: owed.meanings }),
    };
    writer.commitStep(changes);
    meanings = owed.meanings ?? meanings;
    owed = nothingOwed;
    steps++;
    late = 0;
    last = step;
    snapshots.stepped(step.maxSequence, lateJudging.untrue());
    return changes;
  }

  /** What is known of late entries by then is told with the next step; till then no other round is begun. */
  function lateSlice(position: number): boolean {
    if (owed !== nothingOwed && !holding()) return false;
    const { more, amended } = lateJudging.slice(position, rules, book.openAlerts());
    if (amended === undefined) return more;
    continuations.forget(amended.rules);
    continuations.add(amended.continued);
    // What the past counted is on record already.
    counts.startAnew(engine.ruleCounts(), amended.rules);
    const { transitions, continued, corrected } = amended;
    if (transitions.length + continued.length + corrected.length > 0) {
      owed = { transitions, continued, corrected, meanings: owed.meanings };
    }
    return false;
  }

  /** The new rules take over, where the old ones stand. */
  function takeOver({ rules: next, dropped, fresh, warmUp, taken }: ChangeUnderWay): void {
    change = undefined;
    lateJudging.cancel();
    engine.replace(dropped, fresh.length === 0 ? undefined : warmUp.engine);
    continuations.forget(dropped);
    const touched = new Set([...dropped, ...fresh.map((rule) => rule.id)]);
    const alive = aliveRules(next);
    // Also of rules that went away while nothing ran.
    const concerns = (rule: string): boolean => touched.has(rule) || !(alive.has(rule) || isSelfRule(rule));
    const recorded = book.openAlerts().filter(({ rule }) => concerns(rule));
    const { pending, continued } = reconcile(warmUp.open, recorded, {
      position: last?.to ?? 0,
      alive,
      edited: editedRules(next, meanings),
    });
    continuations.add(continued);
    owed = {
      // What an earlier change owes of these rules, this one has found anew.
      transitions: [...owed.transitions.filter((one) => !concerns(one.rule)), ...pending],
      continued: [...owed.continued.filter((one) => !concerns(one.rule)), ...continued],
      corrected: owed.corrected,
      meanings: meaningsOf(next),
    };
    counts.startAnew(engine.ruleCounts(), touched);
    rules = next;
    thin = uncoveredNow();
    taken();
  }

  function changeRules(next: readonly Rule[], taken: () => void): void {
    const { dropped, fresh } = ruleChange(rules, next);
    const ids = new Set(fresh.map((rule) => rule.id));
    const open = book.openAlerts().filter((alert) => ids.has(alert.rule));
    const warmUp = startWarmUp(fresh, open, last?.to ?? 0, reader);
    change = { rules: next, dropped, fresh, warmUp, taken };
    if (last === undefined || fresh.length === 0) takeOver(change);
  }

  function readOn(): boolean {
    if (last === undefined) return false;
    if (change === undefined) return lateSlice(last.to);
    if (change.warmUp.read(last)) takeOver(change);
    return change !== undefined;
  }

  // What was stored after the last step, and came late.
  const before = saved.last;
  if (before !== undefined) {
    for (const one of reader.arrivedAfter(before.maxSequence, before.to)) {
      late++;
      lateJudging.take(one, before.to, rules);
    }
  }

  return {
    begin(firstTime, maxSequence, now) {
      if (last !== undefined) return;
      const start = firstTime - 1;
      const step = { from: start, to: start, maxSequence, judgedAt: now, entries: 0 };
      writer.commitStep({ step, ...nothingDecided, ruleCounts: [], late: 0 });
      last = step;
    },
    take(stored, old) {
      const position = last?.to;
      const added = backlog.add(stored, position);
      late += added.late;
      if (position === undefined || added.late === 0) return added.late;
      for (const one of stored) if (one.entry.time <= position) lateJudging.take(one, position, rules, old);
      return added.late;
    },
    step(to, maxSequence, now) {
      if (last === undefined || to <= last.to || holding()) return undefined;
      let entries = 0;
      for (const { entry } of backlog.take(last.to, to, maxSequence)) {
        engine.enter(entry);
        entries++;
      }
      return commit({ from: last.to, to, maxSequence, judgedAt: now, entries });
    },
    changeRules,
    readOn,
    warming() {
      const standing = last;
      if (standing === undefined) return [];
      const reading = change?.fresh.map(({ id }) => ({
        rule: id,
        readPercent: Math.floor(100 * (change?.warmUp.progress(standing) ?? 0)),
      }));
      return [...(reading ?? []), ...thin.filter(({ until }) => until > standing.to)];
    },
    lateCounts: lateJudging.counts,
    snapshotAgeMs: snapshots.ageMs,
    position: () => last?.to,
    whole: () => steps > 0,
    openAlerts: () => book.openAlerts().length,
    openIncidents: book.openIncidents,
    backlog: backlog.size,
    duplicates: engine.duplicates,
  };
}
