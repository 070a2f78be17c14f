import { FIELDS } from "../model/entry.ts";
import { isFieldName, unknownFieldHint } from "./check-reading.ts";
import type { RuleContext } from "./rule-context.ts";

/** Fields of one group_by. */
export const maxGroupFields = 8;

const ATTRIBUTE = /^attributes\.[^\s.]+(?:\.[^\s.]+)*$/;

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
    context.reportKey(["group_by"], { code: "rule/too-many", message });
  }
  return right;
}

function wrongGroupField(
  name: string,
  before: readonly string[],
): { readonly code: string; readonly message: string; readonly hint?: string } | undefined {
  if (before.includes(name)) return { code: "rule/unknown-field", message: `\`${name}\` is named twice` };
  if (ATTRIBUTE.test(name)) return undefined;
  if (!isFieldName(name)) {
    const message = `\`${name}\` is no field of an entry`;
    return { code: "rule/unknown-field", message, hint: unknownFieldHint(name) };
  }
  const { type } = FIELDS[name];
  if (type === "map") {
    const message = `\`${name}\` is a map of attributes, not a value`;
    return { code: "rule/unknown-field", message, hint: "name one of them: `attributes.x`" };
  }
  if (type !== "number_list" && type !== "string_list") return undefined;
  return { code: "rule/unknown-field", message: `\`${name}\` is a list and cannot make groups` };
}
