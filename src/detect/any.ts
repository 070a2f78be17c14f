import type { AnyCondition } from "../model/condition.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { type ConditionState, MATCH, NEITHER } from "./condition-state.ts";
import { createTallyWindow, type SavedTally, windowLookbackMs } from "./tally-window.ts";

type SavedAny = { readonly window: SavedTally; readonly last: number | null; readonly held: boolean };

/** True during [match, match + window). Its value is 1: there was one. */
export const any: ConditionKind<AnyCondition, SavedAny> = {
  judge(condition, questions) {
    const match = questions.test(condition.match);
    return () => (match() ? MATCH : NEITHER);
  },
  hearsOnly: ({ match }) => match,
  makesGroup: ({ match }) => match,
  speaksOfSilence: () => false,
  lookbackMs: ({ windowMs }) => windowLookbackMs(windowMs),
  create: (condition, _, saved) => createAny(condition, saved),
};

/** Long windows are kept in slots for the evidence only: the signal ends exactly one window after the last match. */
function createAny({ windowMs }: AnyCondition, saved: SavedAny | undefined): ConditionState {
  const window = createTallyWindow(windowMs, 0, saved?.window);
  let last = saved?.last ?? Number.NEGATIVE_INFINITY;
  let held = saved?.held ?? false;

  function quietUntil(): number {
    return held ? last + windowMs : Number.POSITIVE_INFINITY;
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      const at = quietUntil();
      return at < until ? at : Number.POSITIVE_INFINITY;
    },
    leave: window.leave,
    absorb(at, judged) {
      if (!judged.match) return true;
      if (!held || at >= last + windowMs) return false;
      window.slide(at, true, false, Number.POSITIVE_INFINITY);
      last = at;
      return true;
    },
    enter(at, judged) {
      if (!judged.match) return;
      window.add(at, true, false);
      last = at;
    },
    signal(at) {
      held = at < last + windowMs;
      return held;
    },
    value: () => 1,
    quietUntil,
    emptyAt: () => last + windowMs,
    evidenceFrom: window.oldestMatch,
    save: (): SavedAny => ({ window: window.save(), last: Number.isFinite(last) ? last : null, held }),
  };
}
