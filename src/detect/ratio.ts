import type { RatioCondition } from "../model/condition.ts";
import { compares, hasUpperBound } from "./comparison.ts";
import type { ConditionState } from "./condition-state.ts";
import { createTallyWindow } from "./tally-window.ts";

const never = Number.POSITIVE_INFINITY;

/**
 * True while matches ÷ `of` in the window compares; false below min_count, 0/0 included, latched or not. The two
 * are counted apart, so with an `of` that leaves matches out the value can pass 1.
 */
export function createRatio(condition: RatioCondition): ConditionState {
  const { compare, clear, windowMs } = condition;
  const minCount = Math.max(1, condition.minCount);
  const window = createTallyWindow(windowMs, 1);
  const risesOnlyByMatches = !hasUpperBound(compare) && !compares(0, compare);
  let held = false;

  function judged(): boolean {
    const total = window.others();
    if (total < minCount) return false;
    const share = window.matches() / total;
    return held && clear !== undefined ? !compares(share, clear) : compares(share, compare);
  }

  /** A share of 0 stays 0 while entries leave, so calm traffic needs no judging between entries. */
  function calm(): boolean {
    return !held && risesOnlyByMatches && window.matches() === 0;
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      while (!calm() && window.nextLeave() < until) {
        const at = window.leaveNext();
        if (judged() !== held) return at;
      }
      return never;
    },
    leave: window.leave,
    enter(at, { match, other }) {
      window.add(at, match, other);
    },
    signal() {
      held = judged();
      return held;
    },
    value: () => (window.others() === 0 ? null : window.matches() / window.others()),
    quietUntil: () => (calm() ? never : window.nextLeave()),
    emptyAt: window.lastLeave,
    evidenceFrom: window.oldestMatch,
  };
}
