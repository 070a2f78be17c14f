import { createHash } from "node:crypto";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Condition, Expression } from "../model/condition.ts";
import type { Json } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";

/**
 * 16 hex digits over what a rule judges: scope, grouping, condition, timings. Words, owner, labels and the
 * spelling of expressions are left out, so that editing them keeps the rule's state.
 */
export function ruleMeaning(
  rule: Pick<
    Rule,
    | "where"
    | "groupBy"
    | "absentGroups"
    | "condition"
    | "escalate"
    | "duplicates"
    | "forMs"
    | "keepFiringForMs"
  >,
  textOf: (expression: Expression) => string,
): string {
  const json: Json = {
    where: rule.where === undefined ? null : textOf(rule.where),
    group_by: [...rule.groupBy],
    absent_groups: rule.absentGroups,
    condition: conditionJson(rule.condition, textOf),
    for: rule.forMs,
    keep_firing_for: rule.keepFiringForMs,
    // Where a rule does without them its meaning is what it was before there were any.
    ...(rule.escalate === undefined ? {} : { escalate: partJson(rule.escalate, textOf) }),
    ...(rule.duplicates === undefined ? {} : { duplicates: rule.duplicates }),
  };
  return createHash("sha256").update(canonicalJson(json)).digest("hex").slice(0, 16);
}

/** Works for every condition: expressions become their text, all else is plain data. */
function conditionJson(condition: Condition, textOf: (expression: Expression) => string): Json {
  const json: Record<string, Json> = {};
  for (const [key, value] of Object.entries(condition)) json[key] = partJson(value, textOf);
  return json;
}

function partJson(value: unknown, textOf: (expression: Expression) => string): Json {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  if (isExpression(value)) return textOf(value);
  if (Array.isArray(value)) return value.map((item) => partJson(item, textOf));
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, partJson(part, textOf)]));
}

function isExpression(value: unknown): value is Expression {
  return typeof value === "object" && value !== null && "test" in value && "source" in value;
}
