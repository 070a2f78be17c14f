import { conditionKind } from "../detect/conditions.ts";
import { duplicateFields } from "../detect/duplicate-marks.ts";
import type { Condition } from "../model/condition.ts";
import type { FieldName } from "../model/entry.ts";
import { fieldName } from "../model/group.ts";
import type { Rule } from "../model/rule.ts";
import type { Checked } from "../rules/checked-expression.ts";
import { checkedSource } from "../rules/checked-source.ts";
import { ruleFields } from "../rules/expression-fields.ts";
import { expressionText } from "../rules/expression-text.ts";

/** What of the past has to be read to judge it. */
export interface EntriesNeeded {
  /**
   * Entries for which this is false mean nothing to any of the rules; absent: all are needed. Where it could not be
   * evaluated, an entry is needed too, because the rule counts that.
   */
  readonly needed?: Checked;
  /** What the rules look at in an entry. */
  readonly fields: ReadonlySet<FieldName>;
}

export function entriesNeeded(rules: readonly Rule[]): EntriesNeeded {
  const active = rules.filter(({ enabled }) => enabled);
  const needed = neededByAny(active);
  return { ...(needed === undefined ? {} : { needed }), fields: new Set(active.flatMap(fieldsOf)) };
}

function fieldsOf(rule: Rule): readonly FieldName[] {
  const escalate = rule.escalate === undefined ? [] : [{ ...rule, condition: rule.escalate.condition }];
  const read = [rule, ...escalate].map(ruleFields).flatMap(({ needed, used }) => [...needed, ...used]);
  // Tenants are never mixed, whether a rule says so or not.
  const always: readonly FieldName[] = rule.duplicates === "skip" ? duplicateFields : ["time", "tenant"];
  return [...always, ...[...read, ...rule.groupBy].flatMap(fieldOf)];
}

function fieldOf(name: string): readonly FieldName[] {
  if (name.startsWith("attributes.")) return ["attributes"];
  const field = fieldName(name);
  return field === undefined ? [] : [field];
}

function neededByAny(rules: readonly Rule[]): Checked | undefined {
  const needs: Need[] = [];
  for (const rule of rules) {
    const conditions = [rule.condition, ...(rule.escalate === undefined ? [] : [rule.escalate.condition])];
    for (const condition of conditions) {
      const need = neededBy(rule, condition);
      if (need === undefined) return undefined;
      needs.push(need);
    }
  }
  const operands = widest(needs).map(({ checked }) => checked);
  return operands.length === 1 ? operands[0] : { op: "or", type: "boolean", operands };
}

interface Need {
  /** One spelling for each part that must hold. */
  readonly parts: ReadonlySet<string>;
  readonly checked: Checked;
}

/** `a` also has all that `a && b` has, so that the latter need not be asked. */
function widest(needs: readonly Need[]): readonly Need[] {
  const kept: Need[] = [];
  for (const need of [...needs].sort((a, b) => a.parts.size - b.parts.size)) {
    if (!kept.some(({ parts }) => [...parts].every((part) => need.parts.has(part)))) kept.push(need);
  }
  return kept;
}

function neededBy(rule: Rule, condition: Condition): Need | undefined {
  // What speaks of silence begins with the first entry, whatever that is; marks of duplicates look at all.
  if (rule.duplicates === "skip" || beginsWithAnyEntry(rule, condition)) return undefined;
  const heard = conditionKind(condition).hearsOnly?.(condition);
  const sources = [rule.where?.source, heard?.source].filter((source) => source !== undefined);
  const operands = sources.map(checkedSource).filter((one) => one !== undefined);
  const [first] = operands;
  if (first === undefined || operands.length < sources.length) return undefined;
  const checked: Checked = operands.length === 1 ? first : { op: "and", type: "boolean", operands };
  return { parts: new Set(operands.map(expressionText)), checked };
}

function beginsWithAnyEntry({ groupBy }: Rule, condition: Condition): boolean {
  const kind = conditionKind(condition);
  return (
    kind.expected?.(condition) !== undefined || (groupBy.length === 0 && kind.speaksOfSilence(condition))
  );
}
