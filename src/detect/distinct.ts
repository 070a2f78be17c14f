import { type DistinctCondition, maxDistinctValues } from "../model/condition.ts";
import { compares, hasUpperBound, smallestCount, smallestHeld } from "./comparison.ts";
import type { ConditionKind } from "./condition-kind.ts";
import type { ConditionState, Coverage, Judged } from "./condition-state.ts";
import { judgeValue } from "./judge-value.ts";
import { leaveInstant, windowLookbackMs } from "./tally-window.ts";
import { createValueWindow, type SavedValues } from "./value-window.ts";

const never = Number.POSITIVE_INFINITY;

/**
 * True while the number of different values of a field among matches in the window compares. A plain "at least n"
 * that is false stays false until an entry enters, so then nothing is looked at between entries.
 */
export const distinct: ConditionKind<DistinctCondition, SavedDistinct> = {
  judge: judgeValue,
  hearsOnly: ({ match }) => match,
  makesGroup: ({ match }, { expect }) => match && expect === undefined,
  speaksOfSilence: ({ compare }) => hasUpperBound(compare),
  expected: ({ expect }) => expect,
  lookbackMs: ({ windowMs }) => windowLookbackMs(windowMs),
  create: createDistinct,
};

type SavedDistinct = {
  readonly window: SavedValues;
  readonly held: boolean;
  readonly judgedUntil: number;
};

function createDistinct(
  condition: DistinctCondition,
  coverage: Coverage,
  saved?: SavedDistinct,
): ConditionState {
  const { compare, clear, windowMs } = condition;
  const upper = hasUpperBound(compare) || (clear !== undefined && !hasUpperBound(clear));
  const startsAt = smallestCount(compare);
  const holdsFrom = clear === undefined ? startsAt : smallestHeld(clear);
  const window = createValueWindow(saved?.window);
  let held = saved?.held ?? false;
  let judgedUntil = saved?.judgedUntil ?? Number.NEGATIVE_INFINITY;
  // The window at the time of the last judgement began just after this.
  let windowStart = Number.NEGATIVE_INFINITY;

  function judged(): boolean {
    return held && clear !== undefined ? !compares(window.size(), clear) : compares(window.size(), compare);
  }

  function leave(at: number): void {
    window.leave(at);
    judgedUntil = at;
  }

  function quietUntil(): number {
    if (!upper) return held ? window.nextLeave() : never;
    // The end of the uncovered time is itself an instant at which to judge.
    const coveredAt = coverage.since() + windowMs;
    return Math.min(window.nextLeave(), judgedUntil < coveredAt ? coveredAt : never);
  }

  function add(at: number, { value }: Judged): void {
    if (value === undefined) return;
    if (window.size() >= maxDistinctValues && !window.has(value)) coverage.onFull?.();
    else window.add(value, leaveInstant(at, windowMs));
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      for (let at = quietUntil(); at < until; at = quietUntil()) {
        leave(at);
        if (upper || judged() !== held) return at;
      }
      return never;
    },
    leave,
    absorb(at, entry) {
      if (upper) return false;
      if (entry.value === undefined) return true;
      const stays = held
        ? window.size() >= holdsFrom && window.nextLeave() > at
        : window.size() + (window.has(entry.value) ? 0 : 1) < startsAt;
      if (!stays) return false;
      leave(at);
      add(at, entry);
      return true;
    },
    enter: add,
    signal(at) {
      windowStart = at - windowMs;
      if (upper && at < coverage.since() + windowMs) return "unknown";
      held = judged();
      return held;
    },
    value: window.size,
    quietUntil,
    // A condition with an upper bound speaks about silence too, so it is never forgotten.
    emptyAt: () => (upper ? never : window.lastLeave()),
    evidenceFrom: () => windowStart + 1,
    save: (): SavedDistinct => ({ window: window.save(), held, judgedUntil }),
  };
}
