import type { Condition, ConditionType } from "../model/condition.ts";
import { createAny } from "./any.ts";
import type { ConditionState, Coverage } from "./condition-state.ts";
import { createConsecutive } from "./consecutive.ts";
import { createCount } from "./count.ts";
import { createRatio } from "./ratio.ts";

type Factory<T extends ConditionType> = (
  condition: Extract<Condition, { type: T }>,
  coverage: Coverage,
) => ConditionState;

/** One file per condition; a type that is missing here does not compile. */
const FACTORIES: { readonly [T in ConditionType]: Factory<T> } = {
  any: createAny,
  count: createCount,
  consecutive: createConsecutive,
  ratio: createRatio,
};

/** The state of a condition for a new group. */
export function createConditionState<T extends ConditionType>(
  condition: Extract<Condition, { type: T }>,
  coverage: Coverage,
): ConditionState {
  const factory: Factory<T> = FACTORIES[condition.type as T];
  return factory(condition, coverage);
}
