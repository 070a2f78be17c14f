import type { Comparator, RatioCondition } from "../model/condition.ts";
import { baselineLookbackMs } from "./baseline-track.ts";
import { compares, hasUpperBound } from "./comparison.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { BOTH, type ConditionState, MATCH, NEITHER, OTHER } from "./condition-state.ts";
import type { SavedMeasure } from "./measured.ts";
import { ratioAgainstBaseline } from "./ratio-against-baseline.ts";
import { createTallyWindow, type SavedTally, windowLookbackMs } from "./tally-window.ts";

const never = Number.POSITIVE_INFINITY;

/**
 * True while matches ÷ `of` in the window compares; false below min_count, 0/0 included, latched or not. The two
 * are counted apart, so with an `of` that leaves matches out the value can pass 1.
 */
export const ratio: ConditionKind<RatioCondition, SavedRatio | SavedMeasure> = {
  judge(condition, { test }) {
    const match = test(condition.match);
    if (condition.of === undefined) return () => (match() ? BOTH : OTHER);
    const of = test(condition.of);
    return () => {
      const isMatch = match();
      if (of()) return isMatch ? BOTH : OTHER;
      return isMatch ? MATCH : NEITHER;
    };
  },
  makesGroup: () => true,
  speaksOfSilence: () => false,
  lookbackMs: ({ windowMs, baseline }) => Math.max(windowLookbackMs(windowMs), baselineLookbackMs(baseline)),
  create(condition, _, saved) {
    const { baseline } = condition;
    // What was saved is of the same meaning, so it is of the same kind.
    return baseline === undefined
      ? createRatio(condition, saved as SavedRatio | undefined)
      : ratioAgainstBaseline(condition, baseline, saved as SavedMeasure | undefined);
  },
};

type SavedRatio = { readonly window: SavedTally; readonly held: boolean };

function createRatio(condition: RatioCondition, saved: SavedRatio | undefined): ConditionState {
  const { compare, clear, windowMs } = condition;
  const minCount = Math.max(1, condition.minCount);
  const window = createTallyWindow(windowMs, 0, saved?.window);
  const risesOnlyByMatches = !hasUpperBound(compare) && !compares(0, compare);
  const bounds = boundsOf(compare);
  const clearBounds = clear === undefined ? bounds : boundsOf(clear);
  let held = saved?.held ?? false;
  // The window's moves up to which the signal cannot be another.
  let safeUntil = 0;

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
    absorb(at, { match, other }) {
      if (match || !calm()) return window.slide(at, match, other, (safeUntil - window.moves()) | 0);
      window.slide(at, false, other, never);
      safeUntil = window.moves();
      return true;
    },
    enter(at, { match, other }) {
      window.add(at, match, other);
    },
    signal() {
      held = judged();
      const spare = spareMoves(window.matches(), window.others(), held ? clearBounds : bounds, minCount);
      safeUntil = (window.moves() + spare) | 0;
      return held;
    },
    value: () => (window.others() === 0 ? null : window.matches() / window.others()),
    view: () => ({ of: window.others() }),
    quietUntil: () => (calm() ? never : window.nextLeave()),
    emptyAt: window.lastLeave,
    evidenceFrom: window.oldestMatch,
    save: (): SavedRatio => ({ window: window.save(), held }),
  };
}

function boundsOf({ gt, gte, lt, lte }: Comparator): readonly number[] {
  return [gt, gte, lt, lte].filter((bound) => bound !== undefined);
}

/**
 * How many moves are at least needed to cross a bound or min_count. The share is at bound b where b·n − m is 0, and
 * one move changes that by at most 1 or b. One less, so that rounding does not matter. Judging each entry instead
 * took more than half of the time of 40 rules.
 */
function spareMoves(matches: number, total: number, bounds: readonly number[], minCount: number): number {
  if (total < minCount) return minCount - 1 - total;
  let spare = total - minCount;
  for (const bound of bounds) {
    spare = Math.min(spare, Math.abs(bound * total - matches) / Math.max(1, Math.abs(bound)) - 1);
  }
  return Math.max(0, Math.floor(spare));
}
