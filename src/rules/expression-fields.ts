import type { Condition } from "../model/condition.ts";
import { fieldName } from "../model/group.ts";
import type { Rule } from "../model/rule.ts";
import type { Checked } from "./checked-expression.ts";
import { checkedSource } from "./checked-source.ts";

/** The fields that something names, attributes as attributes.x. */
export interface NamedFields {
  /** Without them it can never be true: what an absent field is compared with is false. */
  readonly needed: ReadonlySet<string>;
  /** Named, but not needed. */
  readonly used: ReadonlySet<string>;
}

/** Nothing where the text is no expression. */
export function expressionFields(source: string): NamedFields {
  const checked = checkedSource(source);
  if (checked === undefined) return { needed: new Set(), used: new Set() };
  const all = fieldsIn(checked);
  const needed = new Set([...all].filter((name) => !possible(checked, name).true));
  return { needed, used: new Set([...all].filter((name) => !needed.has(name))) };
}

/** Over the scope and the condition of a rule, whatever its type. */
export function ruleFields(rule: Rule): NamedFields {
  const needed = new Set<string>();
  const used = new Set<string>();
  const add = (source: string, matches: boolean): void => {
    const fields = expressionFields(source);
    for (const name of fields.needed) (matches ? needed : used).add(name);
    for (const name of fields.used) used.add(name);
  };
  if (rule.where !== undefined) add(rule.where.source, true);
  const addField = (field: string, matches: boolean): void => {
    if (fieldName(field) !== undefined || field.startsWith("attributes."))
      (matches ? needed : used).add(field);
  };
  visitCondition(rule.condition, add, addField);
  return { needed, used: new Set([...used].filter((name) => !needed.has(name))) };
}

/**
 * Of a condition only `match` has to be true for it to fire, and the field that it names to be there. Of any_of none
 * has to be, and a step that must be absent has not.
 */
function visitCondition(
  condition: Condition,
  add: (source: string, matches: boolean) => void,
  addField: (field: string, matches: boolean) => void,
  needed = true,
): void {
  if ("conditions" in condition) {
    const all = needed && condition.type === "all_of";
    for (const part of Object.values(condition.conditions)) visitCondition(part, add, addField, all);
    return;
  }
  if (condition.type === "sequence") {
    for (const step of condition.steps) add(step.match.source, needed);
    if (condition.absent !== undefined) add(condition.absent.match.source, false);
    if (condition.until !== undefined) add(condition.until.source, false);
    return;
  }
  add(condition.match.source, needed);
  if ("reset" in condition && condition.reset !== undefined) add(condition.reset.source, false);
  if ("of" in condition && condition.of !== undefined) add(condition.of.source, false);
  if ("field" in condition) addField(condition.field, needed);
}

/** What a condition can still be when one field is absent from every entry. */
function possible(node: Checked, absent: string): { readonly true: boolean; readonly false: boolean } {
  switch (node.op) {
    case "not": {
      const inner = possible(node.operand, absent);
      return { true: inner.false, false: inner.true };
    }
    case "and": {
      const parts = node.operands.map((operand) => possible(operand, absent));
      return { true: parts.every((part) => part.true), false: parts.some((part) => part.false) };
    }
    case "or": {
      const parts = node.operands.map((operand) => possible(operand, absent));
      return { true: parts.some((part) => part.true), false: parts.every((part) => part.false) };
    }
    default:
      return { true: !fieldsIn(node).has(absent), false: true };
  }
}

/** Every node of a checked expression that reads an entry says what it reads. */
export function fieldsIn(node: unknown, names = new Set<string>()): Set<string> {
  if (typeof node !== "object" || node === null) return names;
  const parts = new Map<string, unknown>(Object.entries(node));
  const [op, name, list, path] = ["op", "name", "list", "path"].map((key) => parts.get(key));
  if (op === "field" && typeof name === "string") names.add(name);
  else if (op === "element" && typeof list === "string") names.add(list);
  else if (op === "attribute" && Array.isArray(path)) names.add(`attributes.${String(path[0])}`);
  else for (const inner of parts.values()) fieldsIn(inner, names);
  return names;
}
