import type { AnyCondition } from "../model/condition.ts";
import type { ConditionState } from "./condition-state.ts";
import { createTallyWindow } from "./tally-window.ts";

/** True during [match, match + window). Its value is 1: there was one. */
export function createAny(condition: AnyCondition): ConditionState {
  const window = createTallyWindow(condition.windowMs, 1);
  let held = false;

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
  };
}
