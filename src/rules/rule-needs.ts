import type { Comparator, Expression, SequenceCondition, SingleCondition } from "../model/condition.ts";
import type { Rule } from "../model/rule.ts";
import { type Asked, canHold } from "./can-hold.ts";
import { checkedSource } from "./checked-source.ts";
import { fieldsIn } from "./expression-fields.ts";
import { intersection, isNothing, PRESENT, type ValueSet } from "./value-set.ts";

/** What one entry has to be for a rule to fire. */
interface Need {
  readonly asked: readonly Asked[];
  /** A value that it has to have as well. */
  readonly field?: string;
}

/** What entries have to be for a rule to fire at all; the steps of a sequence may be entries of several sources. */
export interface RuleNeeds {
  readonly needs: readonly Need[];
  /** One of them suffices, as in any_of. */
  readonly oneIsEnough: boolean;
  /** Of these one has to be there; empty: none. */
  readonly groupBy: readonly string[];
}

export function ruleNeeds(rule: Rule): RuleNeeds {
  const { condition, where, groupBy, absentGroups } = rule;
  const scope = where === undefined ? [] : askedOf(where);
  const parts = "conditions" in condition ? Object.values(condition.conditions) : [condition];
  return {
    needs: parts.flatMap((part) => needsOf(part, scope)),
    oneIsEnough: condition.type === "any_of",
    groupBy: absentGroups ? [] : groupBy,
  };
}

/** It fires where nothing comes. */
const NOTHING: Need = { asked: [] };

function needsOf(condition: SingleCondition, scope: readonly Asked[]): readonly Need[] {
  if (condition.type !== "sequence") return [needOf(condition, scope)];
  return condition.steps.map(({ match }) => ({ asked: [...scope, ...askedOf(match)] }));
}

function needOf(condition: Exclude<SingleCondition, SequenceCondition>, scope: readonly Asked[]): Need {
  const matching = (match: Expression): Need => ({ asked: [...scope, ...askedOf(match)] });
  switch (condition.type) {
    case "absence":
      // Groups that are listed are missed though nothing ever came.
      return condition.expect === undefined ? matching(condition.match) : NOTHING;
    case "count":
      return isUpperOnly(condition.compare) ? NOTHING : matching(condition.match);
    case "ratio":
      if (!isUpperOnly(condition.compare)) return matching(condition.match);
      return condition.of === undefined ? { asked: scope } : matching(condition.of);
    case "distinct":
      if (isUpperOnly(condition.compare)) return NOTHING;
      return { ...matching(condition.match), field: condition.field };
    case "metric":
    case "new_value":
    case "change":
      return { ...matching(condition.match), field: condition.field };
    case "any":
    case "consecutive":
      return matching(condition.match);
  }
}

/** It is true of 0, so that nothing has to match. */
function isUpperOnly({ gt, gte }: Comparator): boolean {
  return gt === undefined && gte === undefined;
}

function askedOf({ source }: Expression): readonly Asked[] {
  const checked = checkedSource(source);
  return checked === undefined ? [] : [{ checked, holds: true }];
}

export type Known = (field: string) => ValueSet;

/** Whether entries of whose fields so much is known can be all that it takes. */
export function canFire({ needs, oneIsEnough, groupBy }: RuleNeeds, known: Known): boolean {
  if (groupBy.length > 0 && !groupBy.some((field) => isThere(field, known))) return false;
  const isMet = (need: Need): boolean => canBeMet(need, known);
  return oneIsEnough ? needs.some(isMet) : needs.every(isMet);
}

function canBeMet({ asked, field }: Need, known: Known): boolean {
  return canHold(asked, known).possible && (field === undefined || isThere(field, known));
}

/** Whether entries can have the field. */
export function isThere(field: string, known: Known): boolean {
  return !isNothing(intersection(known(field), PRESENT));
}

/** Every field that the needs name. */
export function neededFields({ needs, groupBy }: RuleNeeds): readonly string[] {
  const named = needs.flatMap(({ asked, field }) => [
    ...asked.flatMap(({ checked }) => [...fieldsIn(checked)]),
    ...(field === undefined ? [] : [field]),
  ]);
  return [...new Set([...named, ...groupBy])];
}
