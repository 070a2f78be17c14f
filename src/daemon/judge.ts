import { type Continued, createContinuations } from "../alerts/continued.ts";
import { reconcile } from "../alerts/reconcile.ts";
import { type Uncovered, uncovered } from "../detect/coverage.ts";
import { type IncidentBook, nothingDecided } from "../incidents/incident-book.ts";
import type { Transition } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader, StoredEntry } from "../ports/log-store.ts";
import type { WarmingRule } from "../ports/reload.ts";
import type { SnapshotStore } from "../ports/snapshot-store.ts";
import type { LedgerStep, SavedState, StateWriter, StepChanges } from "../ports/state-store.ts";
import { createBacklog } from "./backlog.ts";
import { createCountChanges } from "./count-changes.ts";
import { aliveRules, editedRules, recoverEngine } from "./recovery.ts";
import { type RuleChange, ruleChange } from "./rule-change.ts";
import { createSnapshots } from "./snapshots.ts";
import { startWarmUp, type WarmUp } from "./warm-up.ts";

/** Judges committed entries step by step and commits what follows with the step. */
export interface Judge {
  /**
   * Called before entries are committed, with their least time: a fresh directory begins just before it, and its
   * ledger says so first. Were the entries there first, a kill would leave them stored and never judged.
   */
  readonly begin: (firstTime: number, maxSequence: number, now: number) => void;
  /** Entries that were just committed; how many of them came after their time had been judged. */
  readonly take: (stored: readonly StoredEntry[]) => number;
  /** Judges up to and including log time `to`, over entries with sequence <= maxSequence. */
  readonly step: (to: number, maxSequence: number, now: number) => StepChanges | undefined;
  /**
   * Other rules are wanted. Those in force go on until what is new has read its past; `taken` is called in the
   * moment at which the new ones take over. A change that is still under way is given up for the newer one.
   */
  readonly changeRules: (rules: readonly Rule[], taken: () => void) => void;
  /** Reads on for a change of rules, one slice; false where there is nothing (more) to read. */
  readonly readOn: () => boolean;
  readonly warming: () => readonly WarmingRule[];
  readonly position: () => number | undefined;
  /** What was on record and what is judged agree again: after a restart, only once a step was taken. */
  readonly whole: () => boolean;
  readonly openAlerts: () => number;
  readonly openIncidents: () => number;
  readonly backlog: () => number;
}

export interface JudgeSettings {
  readonly rules: readonly Rule[];
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
  readonly writer: Pick<StateWriter, "commitStep">;
}

/** What must be committed with the next step, besides what it judges. */
interface Owed {
  readonly transitions: readonly Transition[];
  readonly continued: readonly Continued[];
  readonly meanings: ReadonlyMap<string, string> | undefined;
}

interface ChangeUnderWay extends RuleChange {
  readonly rules: readonly Rule[];
  readonly warmUp: WarmUp;
  readonly taken: () => void;
}

const nothingOwed: Owed = { transitions: [], continued: [], meanings: undefined };

export function createJudge(settings: JudgeSettings): Judge {
  const { book, saved, reader, writer } = settings;
  const recovered = recoverEngine(settings.rules, { ...settings, pieces: settings.snapshots.load() });
  const { engine } = recovered;
  const counts = createCountChanges(engine.ruleCounts());
  const continuations = createContinuations();
  continuations.add(recovered.continued);
  const backlog = createBacklog(reader, saved.last !== undefined);
  let rules = settings.rules;
  const snapshots = createSnapshots(
    engine,
    () => engine.ruleCounts().map(({ rule }) => rule),
    settings.snapshots,
    60 * 60_000,
  );
  let meanings = settings.meanings;
  let last: LedgerStep | undefined = saved.last;
  let late = 0;
  let steps = 0;
  let owed: Owed = {
    transitions: recovered.pending,
    continued: recovered.continued,
    meanings: meaningsOf(rules),
  };
  let change: ChangeUnderWay | undefined;
  let thin = uncoveredNow();

  function uncoveredNow(): readonly Uncovered[] {
    if (last === undefined) return [];
    const oldestKept = reader.extent()?.from;
    return uncovered(rules, { position: last.to, judgedFrom: settings.judgedFrom(), oldestKept });
  }

  function commit(step: LedgerStep): StepChanges {
    const transitions = [...owed.transitions, ...continuations.translate(engine.advance(step.to))];
    const changes: StepChanges = {
      step,
      ...book.apply(transitions, step.to, step.judgedAt, owed.continued),
      ruleCounts: counts.since(engine.ruleCounts()),
      late,
      ...(owed.meanings === undefined ? {} : { ruleMeanings: owed.meanings }),
    };
    writer.commitStep(changes);
    meanings = owed.meanings ?? meanings;
    owed = nothingOwed;
    steps++;
    late = 0;
    last = step;
    snapshots.stepped(step.maxSequence, new Set());
    return changes;
  }

  /** The new rules take over, where the old ones stand. */
  function takeOver({ rules: next, dropped, fresh, warmUp, taken }: ChangeUnderWay): void {
    change = undefined;
    engine.replace(dropped, fresh.length === 0 ? undefined : warmUp.engine);
    continuations.forget(dropped);
    const touched = new Set([...dropped, ...fresh.map((rule) => rule.id)]);
    const recorded = book.openAlerts().filter((alert) => touched.has(alert.rule));
    const { pending, continued } = reconcile(warmUp.open, recorded, {
      position: last?.to ?? 0,
      alive: aliveRules(next),
      edited: editedRules(next, meanings),
    });
    continuations.add(continued);
    owed = {
      // What an earlier change owes of these rules, this one has found anew.
      transitions: [...owed.transitions.filter((one) => !touched.has(one.rule)), ...pending],
      continued: [...owed.continued.filter((one) => !touched.has(one.rule)), ...continued],
      meanings: meaningsOf(next),
    };
    counts.startAnew(engine.ruleCounts(), touched);
    rules = next;
    thin = uncoveredNow();
    taken();
  }

  return {
    begin(firstTime, maxSequence, now) {
      if (last !== undefined) return;
      const start = firstTime - 1;
      const step = { from: start, to: start, maxSequence, judgedAt: now, entries: 0 };
      writer.commitStep({ step, ...nothingDecided, ruleCounts: [], late: 0 });
      last = step;
    },
    take(stored) {
      const added = backlog.add(stored, last?.to);
      late += added.late;
      return added.late;
    },
    step(to, maxSequence, now) {
      if (last === undefined || to <= last.to) return undefined;
      let entries = 0;
      for (const { entry } of backlog.take(last.to, to, maxSequence)) {
        engine.enter(entry);
        entries++;
      }
      return commit({ from: last.to, to, maxSequence, judgedAt: now, entries });
    },
    changeRules(next, taken) {
      const { dropped, fresh } = ruleChange(rules, next);
      const ids = new Set(fresh.map((rule) => rule.id));
      const open = book.openAlerts().filter((alert) => ids.has(alert.rule));
      const warmUp = startWarmUp(fresh, open, last?.to ?? 0, reader);
      change = { rules: next, dropped, fresh, warmUp, taken };
      if (last === undefined || fresh.length === 0) takeOver(change);
    },
    readOn() {
      if (change === undefined || last === undefined) return false;
      if (change.warmUp.read(last)) takeOver(change);
      return change !== undefined;
    },
    warming() {
      const standing = last;
      if (standing === undefined) return [];
      const reading = change?.fresh.map(({ id }) => ({
        rule: id,
        readPercent: Math.floor(100 * (change?.warmUp.progress(standing) ?? 0)),
      }));
      return [...(reading ?? []), ...thin.filter(({ until }) => until > standing.to)];
    },
    position: () => last?.to,
    whole: () => steps > 0,
    openAlerts: () => book.openAlerts().length,
    openIncidents: book.openIncidents,
    backlog: backlog.size,
  };
}

function meaningsOf(rules: readonly Rule[]): ReadonlyMap<string, string> {
  return new Map(rules.filter((rule) => rule.enabled).map(({ id, meaning }) => [id, meaning]));
}
