import { wrongValueField } from "./check-value-field.ts";
import type { RuleContext } from "./rule-context.ts";
import type { Finding } from "./source-text.ts";

/** Fields of one group_by. */
export const maxGroupFields = 8;

/** Gives the names that are right, each once. */
export function checkGroupBy(groupBy: readonly string[], context: RuleContext): readonly string[] {
  const right: string[] = [];
  groupBy.forEach((name, index) => {
    const finding = wrongGroupField(name, right);
    if (finding === undefined) right.push(name);
    else context.report(["group_by", index], finding);
  });
  if (right.length > maxGroupFields) {
    const message = `\`group_by\` has ${right.length} fields, allowed are ${maxGroupFields}`;
    const hint = "leave out what follows from the others";
    context.reportKey(["group_by"], { code: "rule/too-many", message, hint });
  }
  return right;
}

function wrongGroupField(name: string, before: readonly string[]): Finding | undefined {
  if (before.includes(name)) {
    return { code: "rule/unknown-field", message: `\`${name}\` is named twice`, hint: "name it once" };
  }
  return wrongValueField(name, "cannot make groups");
}
