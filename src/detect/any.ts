import type { AnyCondition } from "../model/condition.ts";
import type { ConditionState } from "./condition-state.ts";
import { createCountWindow } from "./count-window.ts";

/** True during [match, match + window). Its value is 1: there was one. */
export function createAny(condition: AnyCondition): ConditionState {
  const window = createCountWindow(condition.windowMs, 1);
  return {
    entryByEntry: false,
    leave: window.leave,
    enter(at, judged) {
      if (judged.match) window.add(at);
    },
    signal: () => window.count() > 0,
    value: () => 1,
    nextChange: window.fallsBelowTracked,
    emptyAt: window.lastLeave,
    evidenceFrom: window.oldest,
  };
}
