import type { ConditionState } from "./condition-state.ts";

const never = Number.POSITIVE_INFINITY;

/** Stands for a condition in a group that it does not judge. */
export const neverTrue: ConditionState = {
  entryByEntry: false,
  changeBefore: () => never,
  leave() {},
  absorb: () => true,
  enter() {},
  signal: () => false,
  value: () => null,
  quietUntil: () => never,
  emptyAt: () => Number.NEGATIVE_INFINITY,
  evidenceFrom: () => never,
  save: () => null,
};
