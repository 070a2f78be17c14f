import type { ConsecutiveCondition } from "../model/condition.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { BOTH, type ConditionState, MATCH, NEITHER, OTHER } from "./condition-state.ts";

const never = Number.POSITIVE_INFINITY;

/**
 * True while the run is long enough: a match adds one, a reset ends the run, others are ignored. An entry that is
 * both ends the run first. The run also ends at last match + max_gap; an entry at exactly that instant starts a
 * new one.
 */
export const consecutive: ConditionKind<ConsecutiveCondition, SavedRun> = {
  judge(condition, { test }) {
    const match = test(condition.match);
    if (condition.reset === undefined) return () => (match() ? MATCH : OTHER);
    const reset = test(condition.reset);
    return () => {
      const isMatch = match();
      if (reset()) return isMatch ? BOTH : OTHER;
      return isMatch ? MATCH : NEITHER;
    };
  },
  makesGroup: ({ match }) => match,
  speaksOfSilence: () => false,
  // A run that is still going has a match at least every max_gap, so this many gaps hold gte of them.
  lookbackMs: ({ gte, maxGapMs }) => gte * maxGapMs,
  create: (condition, _, saved) => createConsecutive(condition, saved),
};

type SavedRun = { readonly run: number; readonly firstMatch: number; readonly lastMatch: number };

function createConsecutive(condition: ConsecutiveCondition, saved: SavedRun | undefined): ConditionState {
  let { run, firstMatch, lastMatch } = saved ?? {
    run: 0,
    firstMatch: never,
    lastMatch: Number.NEGATIVE_INFINITY,
  };

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
    save: (): SavedRun => ({ run, firstMatch, lastMatch }),
  };
}
