import type { Condition, ConditionType } from "../model/condition.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { CONDITIONS } from "./conditions.ts";
import { nearestName } from "./nearest-name.ts";
import { readShape } from "./read-shape.ts";
import type { RuleContext } from "./rule-context.ts";
import type { ExpressionReader } from "./rule-expressions.ts";
import { nameOf } from "./schema-findings.ts";
import { type Path, valueAt } from "./yaml-document.ts";

/** The condition at a path, the rule's own where none is given, read by its type. Undefined where it is wrong or absent. */
export function readCondition(
  context: RuleContext,
  grouped: boolean,
  expressions: ExpressionReader,
  diagnostics: Diagnostic[],
  base: Path = ["condition"],
): Condition | undefined {
  const { document } = context;
  const type = valueAt(document.value, [...base, "type"]);
  if (!isConditionType(type)) {
    reportType(type, base, context);
    return undefined;
  }
  return CONDITIONS[type].read({
    shape: (schema) => readShape(schema, document, base, "rule", diagnostics),
    expression: (key, source) =>
      source === undefined ? undefined : expressions.read([...base, key], source, context),
    problem: (path, finding) => {
      const whole = [...base, ...path];
      if (path.length === 0) context.reportKey(whole, finding);
      else context.report(whole, finding);
    },
    grouped,
  });
}

function isConditionType(type: unknown): type is ConditionType {
  return typeof type === "string" && Object.hasOwn(CONDITIONS, type);
}

function reportType(type: unknown, base: Path, context: RuleContext): void {
  const known = Object.keys(CONDITIONS);
  const hint = `the types are ${known.join(", ")}`;
  if (type === undefined || type === null) {
    // An absent condition has been reported as a missing key of the rule.
    if (valueAt(context.document.value, base) === undefined) return;
    context.reportKey(base, {
      code: "rule/missing-key",
      message: `\`${nameOf(base)}\` has no \`type\``,
      hint,
    });
    return;
  }
  const written = typeof type === "string" ? type : "type";
  const nearest = nearestName(written, known);
  context.report([...base, "type"], {
    code: "rule/unknown-condition",
    message: `\`${written}\` is no type of a condition`,
    hint: nearest === undefined ? hint : `did you mean \`${nearest}\`?`,
  });
}
