import type { CountCondition } from "../model/condition.ts";
import { compares, hasUpperBound, smallestCount, smallestHeld } from "./comparison.ts";
import type { ConditionState, Coverage } from "./condition-state.ts";
import { createCountWindow } from "./count-window.ts";

/**
 * True while the number of matches in the window compares. A plain "at least n" changes only when the n-th newest
 * match leaves, so it is woken just then; with an upper bound any leaving can matter.
 */
export function createCount(condition: CountCondition, coverage: Coverage): ConditionState {
  const { compare, clear } = condition;
  const upper = hasUpperBound(compare) || (clear !== undefined && !hasUpperBound(clear));
  const window = createCountWindow(
    condition.windowMs,
    Math.max(1, clear === undefined ? smallestCount(compare) : smallestHeld(clear)),
  );
  let held = false;
  let judgedUntil = Number.NEGATIVE_INFINITY;

  function judge(): boolean {
    const count = window.count();
    held = held && clear !== undefined ? !compares(count, clear) : compares(count, compare);
    return held;
  }

  return {
    entryByEntry: false,
    leave(at) {
      window.leave(at);
      judgedUntil = at;
    },
    enter(at, judged) {
      if (judged.match) window.add(at);
    },
    signal(at) {
      if (upper && at < coverage.since() + condition.windowMs) return "unknown";
      return judge();
    },
    value: window.count,
    nextChange() {
      if (!upper) return held ? window.fallsBelowTracked() : Number.POSITIVE_INFINITY;
      // The end of the uncovered time is itself an instant at which to judge.
      const coveredAt = coverage.since() + condition.windowMs;
      return Math.min(window.nextLeave(), judgedUntil < coveredAt ? coveredAt : Number.POSITIVE_INFINITY);
    },
    // A condition with an upper bound speaks about silence too, so it is never forgotten.
    emptyAt: () => (upper ? Number.POSITIVE_INFINITY : window.lastLeave()),
    evidenceFrom: window.oldest,
  };
}
