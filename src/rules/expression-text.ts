import { canonicalJson } from "../model/canonical-json.ts";
import type { Json } from "../model/entry.ts";
import type { Checked } from "./checked-expression.ts";

/**
 * One spelling per meaning: blanks, brackets, quote style, `has` for `present`, 502 or 502.0 make no
 * difference. Equal texts may share one compiled expression, and a rule's `meaning` is taken from it.
 */
export function expressionText(checked: Checked): string {
  return canonicalJson(toJson(checked));
}

function toJson(checked: Checked): Json {
  switch (checked.op) {
    case "literal":
      return checked.value;
    case "field":
      return ["field", checked.name];
    case "attribute":
      return ["attribute", ...checked.path];
    case "element":
      return ["element", checked.list, checked.index];
    case "item":
      return ["item"];
    case "arithmetic":
    case "compare":
      return [checked.operator, toJson(checked.left), toJson(checked.right)];
    case "negate":
    case "size":
    case "lower":
    case "present":
    case "not":
      return [checked.op, toJson(checked.operand)];
    case "choose":
      return ["choose", toJson(checked.test), toJson(checked.then), toJson(checked.otherwise)];
    case "in_set":
      return ["in_set", toJson(checked.left), [...checked.values]];
    case "in_list":
      return ["in_list", toJson(checked.left), toJson(checked.list)];
    case "text":
      return [checked.operator, toJson(checked.receiver), toJson(checked.argument)];
    case "matches":
      return ["matches", toJson(checked.receiver), checked.pattern];
    case "and":
    case "or":
      return [checked.op, ...checked.operands.map(toJson)];
    case "exists":
    case "all":
      return [checked.op, toJson(checked.list), toJson(checked.test)];
  }
}
