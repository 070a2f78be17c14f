import type { DuplicateCounts } from "../detect/duplicate-marks.ts";
import { type IncidentBook, nothingDecided } from "../incidents/incident-book.ts";
import type { Transition } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader, StoredEntry } from "../ports/log-store.ts";
import type { RuleCount, SavedState, StateWriter, StepChanges } from "../ports/state-store.ts";
import { createBacklog } from "./backlog.ts";
import { recoverEngine } from "./recovery.ts";

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
  readonly position: () => number | undefined;
  /** What was on record and what is judged agree again: after a restart, only once a step was taken. */
  readonly whole: () => boolean;
  readonly openAlerts: () => number;
  readonly openIncidents: () => number;
  readonly backlog: () => number;
  /** Marked since start, what was judged again for the restart left out. */
  readonly duplicates: () => DuplicateCounts;
}

export function createJudge(
  rules: readonly Rule[],
  book: IncidentBook,
  saved: SavedState,
  reader: LogReader,
  writer: Pick<StateWriter, "commitStep">,
): Judge {
  const { engine, pending } = recoverEngine(rules, saved, reader);
  const markedBefore = engine.duplicates();
  const backlog = createBacklog(reader, saved.last !== undefined);
  let position = saved.last?.to;
  let late = 0;
  let steps = 0;
  let owed: readonly Transition[] = pending;
  let counted = new Map<string, RuleCount>(engine.ruleCounts().map((count) => [count.rule, count]));

  /** What the rules counted since the last step. */
  function countsSince(): RuleCount[] {
    const counts = engine.ruleCounts();
    const changes = counts.map((count) => difference(count, counted.get(count.rule)));
    counted = new Map(counts.map((count) => [count.rule, count]));
    return changes;
  }

  function commit(from: number, to: number, maxSequence: number, now: number, entries: number): StepChanges {
    const transitions = [...owed, ...engine.advance(to)];
    const changes: StepChanges = {
      step: { from, to, maxSequence, judgedAt: now, entries },
      ...book.apply(transitions, to, now),
      ruleCounts: countsSince(),
      late,
    };
    writer.commitStep(changes);
    owed = [];
    steps++;
    late = 0;
    position = to;
    return changes;
  }

  return {
    begin(firstTime, maxSequence, now) {
      if (position !== undefined) return;
      const start = firstTime - 1;
      writer.commitStep({
        step: { from: start, to: start, maxSequence, judgedAt: now, entries: 0 },
        ...nothingDecided,
        ruleCounts: [],
        late: 0,
      });
      position = start;
    },
    take(stored) {
      const added = backlog.add(stored, position);
      late += added.late;
      return added.late;
    },
    step(to, maxSequence, now) {
      if (position === undefined || to <= position) return undefined;
      let entries = 0;
      for (const { entry } of backlog.take(position, to, maxSequence)) {
        engine.enter(entry);
        entries++;
      }
      return commit(position, to, maxSequence, now, entries);
    },
    position: () => position,
    whole: () => steps > 0,
    openAlerts: () => book.openAlerts().length,
    openIncidents: book.openIncidents,
    backlog: backlog.size,
    duplicates() {
      const { marked, unremembered } = engine.duplicates();
      return {
        marked: marked - markedBefore.marked,
        unremembered: unremembered - markedBefore.unremembered,
      };
    },
  };
}

function difference(now: RuleCount, before: RuleCount | undefined): RuleCount {
  return {
    rule: now.rule,
    examined: now.examined - (before?.examined ?? 0),
    matched: now.matched - (before?.matched ?? 0),
    failed: now.failed - (before?.failed ?? 0),
    overflowed: (now.overflowed ?? 0) - (before?.overflowed ?? 0),
    groups: now.groups,
  };
}
