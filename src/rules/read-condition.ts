import type { Condition, ConditionType, SingleCondition } from "../model/condition.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { ConditionContext } from "./condition-context.ts";
import { CONDITIONS } from "./conditions.ts";
import { nearestName } from "./nearest-name.ts";
import { readShape } from "./read-shape.ts";
import type { RuleContext } from "./rule-context.ts";
import type { ExpressionReader } from "./rule-expressions.ts";
import { nameOf } from "./schema-findings.ts";
import { type Path, valueAt } from "./yaml-document.ts";

/** What the readers of one rule's conditions share. */
interface Reading {
  readonly context: RuleContext;
  readonly groupBy: readonly string[];
  readonly expressions: ExpressionReader;
  readonly diagnostics: Diagnostic[];
}

/** The condition at a path, the rule's own where none is given, read by its type. Undefined where it is wrong or absent. */
export function readCondition(
  context: RuleContext,
  groupBy: readonly string[],
  expressions: ExpressionReader,
  diagnostics: Diagnostic[],
  base: Path = ["condition"],
): Condition | undefined {
  const reading: Reading = { context, groupBy, expressions, diagnostics };
  const type = valueAt(context.document.value, [...base, "type"]);
  if (!isConditionType(type)) {
    reportType(type, base, Object.keys(CONDITIONS), context);
    return undefined;
  }
  return CONDITIONS[type].read(contextAt(base, reading));
}

/** One of the conditions that another joins. */
function readPart(path: Path, reading: Reading): SingleCondition | undefined {
  const { context } = reading;
  const type = valueAt(context.document.value, [...path, "type"]);
  if (isConditionType(type) && type !== "all_of" && type !== "any_of") {
    return CONDITIONS[type].read(contextAt(path, reading));
  }
  if (isConditionType(type)) {
    const message = `\`${type}\` cannot stand within another`;
    const hint = "write one list, or two rules with the same `incident_by`";
    context.report([...path, "type"], { code: "rule/unknown-condition", message, hint });
    return undefined;
  }
  const single = Object.keys(CONDITIONS).filter((name) => name !== "all_of" && name !== "any_of");
  reportType(type, path, single, context);
  return undefined;
}

function contextAt(base: Path, reading: Reading): ConditionContext {
  const { context, groupBy, expressions, diagnostics } = reading;
  return {
    shape: (schema) => readShape(schema, context.document, base, "rule", diagnostics),
    expression: (at, source) => {
      const path = typeof at === "string" ? [...base, at] : [...base, ...at];
      return source === undefined ? undefined : expressions.read(path, source, context);
    },
    problem: (path, finding) => {
      if (path.length === 0) context.reportKey(base, finding);
      else context.report([...base, ...path], finding);
    },
    part: (path) => readPart([...base, ...path], reading),
    isWritten: (key) => valueAt(context.document.value, [...base, key]) !== undefined,
    groupBy,
  };
}

function isConditionType(type: unknown): type is ConditionType {
  return typeof type === "string" && Object.hasOwn(CONDITIONS, type);
}

function reportType(type: unknown, path: Path, known: readonly string[], context: RuleContext): void {
  const hint = `the types are ${known.join(", ")}`;
  if (type === undefined || type === null) {
    // An absent condition has been reported as a missing key of the rule.
    if (valueAt(context.document.value, path) === undefined) return;
    const message = `\`${nameOf(path)}\` has no \`type\``;
    context.reportKey(path, { code: "rule/missing-key", message, hint });
    return;
  }
  const written = typeof type === "string" ? type : "type";
  const nearest = nearestName(written, known);
  context.report([...path, "type"], {
    code: "rule/unknown-condition",
    message: `\`${written}\` is no type of a condition`,
    hint: nearest === undefined ? hint : `did you mean \`${nearest}\`?`,
  });
}
