import type { AnyCondition } from "../model/condition.ts";
import type { ConditionState } from "./condition-state.ts";
import { createTallyWindow } from "./tally-window.ts";

/** True during [match, match + window). Its value is 1: there was one. */
export function createAny(condition: AnyCondition): ConditionState {
  const window = createTallyWindow(condition.windowMs, 1);
  return {
    entryByEntry: false,
    changeBefore(until) {
      const at = window.fallsBelowTracked();
      if (at >= until) return Number.POSITIVE_INFINITY;
      window.leave(at);
      return at;
    },
    leave: window.leave,
    enter(at, judged) {
      if (judged.match) window.add(at, true, false);
    },
    signal: () => window.matches() > 0,
    value: () => 1,
    quietUntil: window.fallsBelowTracked,
    emptyAt: window.lastLeave,
    evidenceFrom: window.oldestMatch,
  };
}
