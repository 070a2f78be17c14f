import type { RatioCondition } from "../model/condition.ts";
import { compares, hasUpperBound } from "./comparison.ts";
import type { ConditionState } from "./condition-state.ts";
import { createCountWindow } from "./count-window.ts";

/**
 * True while matches ÷ `of` in the window compares; false below min_count, 0/0 included, latched or not. The two
 * are counted apart, so with an `of` that leaves matches out the value can pass 1.
 */
export function createRatio(condition: RatioCondition): ConditionState {
  const { compare, clear, minCount } = condition;
  const matches = createCountWindow(condition.windowMs, 1);
  const all = createCountWindow(condition.windowMs, Math.max(1, minCount));
  const risesOnlyByMatches = !hasUpperBound(compare) && !compares(0, compare);
  let held = false;

  function value(): number | null {
    const total = all.count();
    return total === 0 ? null : matches.count() / total;
  }

  return {
    entryByEntry: false,
    leave(at) {
      matches.leave(at);
      all.leave(at);
    },
    enter(at, judged) {
      if (judged.other) all.add(at);
      if (judged.match) matches.add(at);
    },
    signal() {
      const share = value();
      if (share === null || all.count() < Math.max(1, minCount)) held = false;
      else held = held && clear !== undefined ? !compares(share, clear) : compares(share, compare);
      return held;
    },
    value,
    nextChange() {
      // A share of 0 stays 0 while entries leave, so calm traffic needs no judging between entries.
      if (!held && matches.count() === 0 && risesOnlyByMatches) return Number.POSITIVE_INFINITY;
      return Math.min(matches.nextLeave(), all.nextLeave());
    },
    emptyAt: () => Math.max(matches.lastLeave(), all.lastLeave()),
    evidenceFrom: () => (matches.count() > 0 ? matches.oldest() : all.oldest()),
  };
}
