import { type BookSettings, createIncidentBook } from "../incidents/incident-book.ts";
import type { Transition } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader, StoredEntry } from "../ports/log-store.ts";
import type { RuleCount, SavedState, StateWriter, StepChanges } from "../ports/state-store.ts";
import { createBacklog } from "./backlog.ts";
import { recoverEngine } from "./recovery.ts";

/** Judges committed entries step by step and commits what follows with the step. */
export interface Judge {
  /** Entries that were just committed; how many of them came after their time had been judged. */
  readonly take: (stored: readonly StoredEntry[]) => number;
  /** Judges up to and including log time `to`, over entries with sequence <= maxSequence. */
  readonly step: (to: number, maxSequence: number, now: number) => StepChanges | undefined;
  readonly position: () => number | undefined;
  readonly openAlerts: () => number;
  readonly openIncidents: () => number;
  readonly backlog: () => number;
}

export function createJudge(
  rules: readonly Rule[],
  settings: BookSettings,
  saved: SavedState,
  reader: LogReader,
  writer: Pick<StateWriter, "commitStep">,
): Judge {
  const { engine, pending } = recoverEngine(rules, saved, reader);
  const book = createIncidentBook(new Map(rules.map((rule) => [rule.id, rule])), settings, saved);
  const backlog = createBacklog(reader, saved.last !== undefined);
  let position = saved.last?.to;
  let late = 0;
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
    late = 0;
    position = to;
    return changes;
  }

  return {
    take(stored) {
      const [first] = stored;
      // A fresh directory begins just before the first entry that is stored.
      if (position === undefined && first !== undefined) {
        position = stored.reduce((least, one) => Math.min(least, one.entry.time), first.entry.time) - 1;
      }
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
    openAlerts: () => book.openAlerts().length,
    openIncidents: book.openIncidents,
    backlog: backlog.size,
  };
}

function difference(now: RuleCount, before: RuleCount | undefined): RuleCount {
  return {
    rule: now.rule,
    examined: now.examined - (before?.examined ?? 0),
    matched: now.matched - (before?.matched ?? 0),
    failed: now.failed - (before?.failed ?? 0),
    groups: now.groups,
  };
}
