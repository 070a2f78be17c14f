import type { AnyCondition } from "../model/condition.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { type ConditionState, MATCH, NEITHER } from "./condition-state.ts";
import { createTallyWindow, type SavedTally, windowLookbackMs } from "./tally-window.ts";

type SavedAny = { readonly window: SavedTally; readonly held: boolean };

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

function createAny(condition: AnyCondition, saved: SavedAny | undefined): ConditionState {
  const window = createTallyWindow(condition.windowMs, 1, saved?.window);
  let held = saved?.held ?? false;

  return {
    entryByEntry: false,
    changeBefore(until) {
      const at = window.fallsBelowTracked();
      if (at >= until) return Number.POSITIVE_INFINITY;
      window.leave(at);
      return at;
    },
    leave: window.leave,
    absorb(at, judged) {
      if (!judged.match) return true;
      if (!held || !window.keepsTracked(at)) return false;
      window.slide(at, true, false, Number.POSITIVE_INFINITY);
      return true;
    },
    enter(at, judged) {
      if (judged.match) window.add(at, true, false);
    },
    signal() {
      held = window.matches() > 0;
      return held;
    },
    value: () => 1,
    quietUntil: window.fallsBelowTracked,
    emptyAt: window.lastLeave,
    evidenceFrom: window.oldestMatch,
    save: (): SavedAny => ({ window: window.save(), held }),
  };
}
