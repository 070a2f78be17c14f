import type { ConsecutiveCondition } from "../model/condition.ts";
import type { ConditionState } from "./condition-state.ts";

/**
 * True while the run is long enough: a match adds one, a reset ends the run, others are ignored. An entry that is
 * both ends the run first. The run also ends at last match + max_gap; an entry at exactly that instant starts a
 * new one.
 */
export function createConsecutive(condition: ConsecutiveCondition): ConditionState {
  let run = 0;
  let firstMatch = Number.POSITIVE_INFINITY;
  let lastMatch = Number.NEGATIVE_INFINITY;

  function endRun(): void {
    run = 0;
    firstMatch = Number.POSITIVE_INFINITY;
  }

  return {
    entryByEntry: true,
    leave(at) {
      if (run > 0 && at >= lastMatch + condition.maxGapMs) endRun();
    },
    reset(judged) {
      if (!judged.other || run === 0) return false;
      endRun();
      return true;
    },
    enter(at, judged) {
      if (!judged.match) return;
      if (run === 0) firstMatch = at;
      run++;
      lastMatch = at;
    },
    signal: () => run >= condition.gte,
    value: () => run,
    nextChange: () => (run >= condition.gte ? lastMatch + condition.maxGapMs : Number.POSITIVE_INFINITY),
    emptyAt: () => (run > 0 ? lastMatch + condition.maxGapMs : Number.NEGATIVE_INFINITY),
    evidenceFrom: () => firstMatch,
  };
}
