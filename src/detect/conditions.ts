import type { Condition, ConditionType } from "../model/condition.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { allOfConditions, anyOfConditions } from "./joined.ts";
import { singleKind } from "./single-conditions.ts";

type KindOf<T extends ConditionType> = ConditionKind<Extract<Condition, { type: T }>>;

/** How the engine handles a condition; a type without its kind does not compile. */
export function conditionKind<T extends ConditionType>(condition: Extract<Condition, { type: T }>): KindOf<T>;
export function conditionKind(condition: Condition): unknown {
  if (condition.type === "all_of") return allOfConditions;
  if (condition.type === "any_of") return anyOfConditions;
  return singleKind(condition);
}
