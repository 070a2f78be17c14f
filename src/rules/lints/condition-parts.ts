import type { Condition, SingleCondition } from "../../model/condition.ts";
import type { Rule } from "../../model/rule.ts";
import type { Path } from "../yaml-document.ts";

/** A condition that looks at entries, and where in the rule it stands. */
export interface ConditionPart {
  readonly path: Path;
  readonly condition: SingleCondition;
  /** No other condition has to hold with it. */
  readonly alone: boolean;
}

/** The parts of the rule's condition, and of what it escalates on. */
export function conditionParts(rule: Rule): readonly ConditionPart[] {
  const { condition, escalate } = rule;
  if (escalate === undefined) return partsOf(condition, ["condition"]);
  return [...partsOf(condition, ["condition"]), ...partsOf(escalate.condition, ["escalate", "condition"])];
}

/** The parts of one condition; itself where it joins no others. */
export function partsOf(condition: Condition, path: Path): readonly ConditionPart[] {
  if (!("conditions" in condition)) return [{ path, condition, alone: true }];
  const named = Object.entries(condition.conditions);
  const alone = condition.type === "any_of" || named.length === 1;
  return named.map(([name, part]) => ({ path: [...path, "conditions", name], condition: part, alone }));
}
