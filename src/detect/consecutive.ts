import type { ConsecutiveCondition } from "../model/condition.ts";
import type { ConditionState } from "./condition-state.ts";

const never = Number.POSITIVE_INFINITY;

/**
 * True while the run is long enough: a match adds one, a reset ends the run, others are ignored. An entry that is
 * both ends the run first. The run also ends at last match + max_gap; an entry at exactly that instant starts a
 * new one.
 */
export function createConsecutive(condition: ConsecutiveCondition): ConditionState {
  let run = 0;
  let firstMatch = never;
  let lastMatch = Number.NEGATIVE_INFINITY;

  function endRun(): void {
    run = 0;
    firstMatch = never;
  }

  function extendRun(at: number): void {
    if (run === 0) firstMatch = at;
    run++;
    lastMatch = at;
  }

  function leave(at: number): void {
    if (run > 0 && at >= lastMatch + condition.maxGapMs) endRun();
  }

  function quietUntil(): number {
    return run >= condition.gte ? lastMatch + condition.maxGapMs : never;
  }

  return {
    entryByEntry: true,
    changeBefore(until) {
      const at = quietUntil();
      if (at >= until) return never;
      leave(at);
      return at;
    },
    leave,
    absorb(at, { match, other }) {
      const isOver = other || at >= lastMatch + condition.maxGapMs;
      if (isOver && run >= condition.gte) return false;
      const before = isOver ? 0 : run;
      if (match && run < condition.gte && before + 1 >= condition.gte) return false;
      if (isOver) endRun();
      if (match) extendRun(at);
      return true;
    },
    reset(judged) {
      if (!judged.other || run === 0) return false;
      endRun();
      return true;
    },
    enter(at, judged) {
      if (judged.match) extendRun(at);
    },
    signal: () => run >= condition.gte,
    value: () => run,
    quietUntil,
    emptyAt: () => (run > 0 ? lastMatch + condition.maxGapMs : Number.NEGATIVE_INFINITY),
    evidenceFrom: () => firstMatch,
  };
}
