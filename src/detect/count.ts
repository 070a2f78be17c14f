import type { CountCondition } from "../model/condition.ts";
import { baselineLookbackMs } from "./baseline-track.ts";
import { compares, hasUpperBound, smallestCount, smallestHeld } from "./comparison.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { type ConditionState, type Coverage, MATCH, NEITHER } from "./condition-state.ts";
import { countAgainstBaseline } from "./count-against-baseline.ts";
import type { SavedMeasure } from "./measured.ts";
import { createTallyWindow, type SavedTally, windowLookbackMs } from "./tally-window.ts";

const never = Number.POSITIVE_INFINITY;

/**
 * True while the number of matches in the window compares. A plain "at least n" changes only when the n-th newest
 * match leaves, so it is looked at just then; with an upper bound any leaving can matter.
 */
export const count: ConditionKind<CountCondition, SavedCount | SavedMeasure> = {
  judge(condition, questions) {
    const match = questions.test(condition.match);
    return () => (match() ? MATCH : NEITHER);
  },
  hearsOnly: ({ match }) => match,
  makesGroup: ({ match }, { expect }) => match && expect === undefined,
  speaksOfSilence: ({ compare }) => hasUpperBound(compare),
  expected: ({ expect }) => expect,
  lookbackMs: ({ windowMs, baseline }) => Math.max(windowLookbackMs(windowMs), baselineLookbackMs(baseline)),
  create(condition, coverage, saved) {
    const { baseline } = condition;
    // What was saved is of the same meaning, so it is of the same kind.
    return baseline === undefined
      ? createCount(condition, coverage, saved as SavedCount | undefined)
      : countAgainstBaseline(condition, baseline, coverage, saved as SavedMeasure | undefined);
  },
};

type SavedCount = { readonly window: SavedTally; readonly held: boolean; readonly judgedUntil: number };

function createCount(condition: CountCondition, coverage: Coverage, saved?: SavedCount): ConditionState {
  const { compare, clear, windowMs } = condition;
  const upper = hasUpperBound(compare) || (clear !== undefined && !hasUpperBound(clear));
  const window = createTallyWindow(
    windowMs,
    Math.max(1, clear === undefined ? smallestCount(compare) : smallestHeld(clear)),
    saved?.window,
  );
  const startsAt = smallestCount(compare);
  let held = saved?.held ?? false;
  let judgedUntil = saved?.judgedUntil ?? Number.NEGATIVE_INFINITY;

  function judge(): boolean {
    const count = window.matches();
    held = held && clear !== undefined ? !compares(count, clear) : compares(count, compare);
    return held;
  }

  function quietUntil(): number {
    if (!upper) return held ? window.fallsBelowTracked() : never;
    // The end of the uncovered time is itself an instant at which to judge.
    const coveredAt = coverage.since() + windowMs;
    return Math.min(window.nextLeave(), judgedUntil < coveredAt ? coveredAt : never);
  }

  function leave(at: number): void {
    window.leave(at);
    judgedUntil = at;
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      const at = quietUntil();
      if (at >= until) return never;
      leave(at);
      return at;
    },
    leave,
    absorb(at, judged) {
      if (upper) return false;
      if (!judged.match) return true;
      const stays = held ? window.keepsTracked(at) : window.matches() + 1 < startsAt;
      if (stays) window.slide(at, true, false, never);
      return stays;
    },
    enter(at, judged) {
      if (judged.match) window.add(at, true, false);
    },
    signal(at) {
      if (upper && at < coverage.since() + windowMs) return "unknown";
      return judge();
    },
    value: window.matches,
    quietUntil,
    // A condition with an upper bound speaks about silence too, so it is never forgotten.
    emptyAt: () => (upper ? never : window.lastLeave()),
    evidenceFrom: window.oldestMatch,
    save: (): SavedCount => ({ window: window.save(), held, judgedUntil }),
  };
}
