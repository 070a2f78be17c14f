import type { ASTNode } from "@marcbachmann/cel-js";
import {
  type CheckContext,
  checkBoolean,
  commonType,
  isList,
  literalType,
  literalValue,
  problem,
  text,
  typeWord,
} from "./check-context.ts";
import type { ArithmeticOperator, Checked, CompareOperator, Literal } from "./checked-expression.ts";

export const OPERATORS_HINT =
  "there are == != < <= > >= in && || ! + - * / % and ? :, and the functions of docs/rules.md";

/** Everything that is written between or before its operands, `in` apart. */
export function checkOperator(node: ASTNode, context: CheckContext): Checked | undefined {
  switch (node.op) {
    case "&&":
    case "||":
      return checkLogic(node, context);
    case "!_": {
      const operand = checkBoolean(node.args, context, "what follows `!`");
      return operand && { op: "not", type: "boolean", operand };
    }
    case "-_":
      return checkNegation(node, node.args, context);
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return checkComparison(node, node.op, node.args, context);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return checkArithmetic(node, node.op, node.args, context);
    default:
      return problem(
        context,
        "expression/syntax",
        node,
        `\`${text(node, context)}\` has no meaning in a rule`,
        OPERATORS_HINT,
      );
  }
}

/** `a && b && c` is one node with three operands: chains are long, and depth costs. */
function checkLogic(
  node: ASTNode & { readonly op: "&&" | "||" },
  context: CheckContext,
): Checked | undefined {
  const parts: ASTNode[] = [];
  let rest: ASTNode = node;
  while (rest.op === node.op) {
    parts.unshift(rest.args[1]);
    rest = rest.args[0];
  }
  parts.unshift(rest);
  const operands: Checked[] = [];
  for (const part of parts) {
    const operand = checkBoolean(part, context, `each side of \`${node.op}\``);
    if (operand !== undefined) operands.push(operand);
  }
  if (operands.length < parts.length) return undefined;
  return { op: node.op === "&&" ? "and" : "or", type: "boolean", operands };
}

function checkNegation(node: ASTNode, inner: ASTNode, context: CheckContext): Checked | undefined {
  const operand = context.check(inner, context);
  if (operand === undefined) return undefined;
  if (operand.op === "literal" && typeof operand.value === "number") {
    return { op: "literal", type: "number", value: -operand.value };
  }
  if (isNumeric(operand)) return { op: "negate", type: "number", operand };
  const message = `\`-\` needs a number, not ${typeWord(operand.type)}`;
  return problem(context, "expression/type", node, message, "what is not so is written with `!`");
}

function isNumeric(checked: Checked): boolean {
  return checked.type === "number" || checked.type === "any";
}

function checkArithmetic(
  node: ASTNode,
  operator: ArithmeticOperator,
  args: readonly [ASTNode, ASTNode],
  context: CheckContext,
): Checked | undefined {
  const left = context.check(args[0], context);
  const right = context.check(args[1], context);
  if (left === undefined || right === undefined) return undefined;
  for (const [side, sideNode] of [
    [left, args[0]],
    [right, args[1]],
  ] as const) {
    if (isNumeric(side)) continue;
    const message = `\`${operator}\` needs numbers, but \`${text(sideNode, context)}\` is ${typeWord(side.type)}`;
    return problem(
      context,
      "expression/type",
      sideNode,
      message,
      "texts are compared, and not calculated with",
    );
  }
  if ((operator === "/" || operator === "%") && right.op === "literal" && right.value === 0) {
    const message = `\`${text(node, context)}\` divides by zero`;
    return problem(context, "expression/type", node, message, "divide by another number");
  }
  return { op: "arithmetic", type: "number", operator, left, right };
}

function checkComparison(
  node: ASTNode,
  operator: CompareOperator,
  args: readonly [ASTNode, ASTNode],
  context: CheckContext,
): Checked | undefined {
  const left = context.check(args[0], context);
  const right = context.check(args[1], context);
  if (left === undefined || right === undefined) return undefined;
  const written = text(node, context);
  if (isList(left.type) || isList(right.type)) {
    const list = text(isList(left.type) ? args[0] : args[1], context);
    const numbers = left.type === "number_list" || right.type === "number_list";
    const hint = `ask for one value: \`${numbers ? "502" : '"…"'} in ${list}\`, or \`${list}.exists(x, …)\``;
    return problem(context, "expression/type", node, `\`${written}\` compares a list`, hint);
  }
  const type = commonType(left.type, right.type);
  if (type === undefined) {
    const message = `\`${written}\` compares ${typeWord(left.type)} with ${typeWord(right.type)}`;
    return problem(context, "expression/type", node, message, mixedTypesHint(left, right));
  }
  const ordered = operator !== "==" && operator !== "!=";
  if (ordered && (type === "string" || type === "boolean" || hasTextSide(left, right))) {
    const message = `\`${operator}\` needs numbers, but \`${written}\` compares texts or truth values`;
    return problem(
      context,
      "expression/type",
      node,
      message,
      'texts have no order here: "v1.10" is not below "v1.9"',
    );
  }
  return { op: "compare", type: "boolean", operator, left, right };
}

function hasTextSide(left: Checked, right: Checked): boolean {
  return [left.type, right.type].some((type) => type === "string" || type === "boolean");
}

function mixedTypesHint(left: Checked, right: Checked): string {
  for (const [literal, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (literal.op !== "literal") continue;
    if (other.type === "number" && typeof literal.value === "string" && literal.value.trim() !== "") {
      const number = Number(literal.value);
      if (Number.isFinite(number)) return `write ${number} without quotes`;
    }
    if (other.type === "string" && typeof literal.value === "number")
      return `write "${literal.value}" in quotes`;
  }
  return "values of two types are never equal: compare it with one of its own";
}

/** `x in [1, 2]` with literals, or `x in a_list_field`. */
export function checkIn(
  node: ASTNode,
  args: readonly [ASTNode, ASTNode],
  context: CheckContext,
): Checked | undefined {
  const [leftNode, rightNode] = args;
  const left = context.check(leftNode, context);
  if (rightNode.op === "list") return checkInSet(node, left, rightNode.args, context);
  if (rightNode.op === "id" && rightNode.args === "attributes") {
    const hint = "ask `present(attributes.x)`";
    return problem(
      context,
      "expression/type",
      rightNode,
      "`attributes` is a map of attributes, not a list",
      hint,
    );
  }
  const list = context.check(rightNode, context);
  if (left === undefined || list === undefined) return undefined;
  if (list.type !== "any" && !isList(list.type)) {
    const message = `\`in\` needs a list, but \`${text(rightNode, context)}\` is ${typeWord(list.type)}`;
    const hint =
      list.type === "string" ? 'a part of a text is `field.contains("…")`' : "a list is `[502, 503]`";
    return problem(context, "expression/type", rightNode, message, hint);
  }
  const element = list.type === "number_list" ? "number" : list.type === "string_list" ? "string" : "any";
  if (!isList(left.type) && commonType(left.type, element) !== undefined) {
    return { op: "in_list", type: "boolean", left, list };
  }
  const message = `\`${text(node, context)}\` looks for ${typeWord(left.type)} in ${typeWord(list.type)}`;
  return problem(context, "expression/type", node, message, mixedTypesHint(left, elementOf(element)));
}

function elementOf(type: "number" | "string" | "any"): Checked {
  return { op: "item", type };
}

function checkInSet(
  node: ASTNode,
  left: Checked | undefined,
  nodes: readonly ASTNode[],
  context: CheckContext,
): Checked | undefined {
  const values: Literal[] = [];
  for (const element of nodes) {
    const value = setValue(element, context);
    if (value === undefined) return undefined;
    const first = values[0] ?? value;
    if (literalType(first) !== literalType(value)) {
      const message = `\`${text(element, context)}\` is ${typeWord(literalType(value))}, its neighbours are not`;
      const hint = `write all of them as ${typeWord(literalType(first))}`;
      return problem(context, "expression/type", element, message, hint);
    }
    values.push(value);
  }
  const [first] = values;
  if (first === undefined) {
    return problem(
      context,
      "expression/type",
      node,
      `\`${text(node, context)}\` is never true: the list is empty`,
      "name its values: `status in [502, 503]`",
    );
  }
  if (left === undefined) return undefined;
  if (!isList(left.type) && commonType(left.type, literalType(first)) !== undefined) {
    return { op: "in_set", type: "boolean", left, values };
  }
  const message = `\`${text(node, context)}\` looks for ${typeWord(left.type)} among values of another type`;
  const hint = isList(left.type)
    ? "ask `list.exists(x, x in […])`"
    : `write ${typeWord(left.type)} in the list`;
  return problem(context, "expression/type", node, message, hint);
}

function setValue(node: ASTNode, context: CheckContext): Literal | undefined {
  if (node.op === "value") return literalValue(node, context);
  if (node.op === "-_" && node.args.op === "value") {
    const value = literalValue(node.args, context);
    if (typeof value === "number") return -value;
  }
  const message = `\`${text(node, context)}\` must be a plain value: a list after \`in\` holds numbers or texts`;
  const hint = "what is to be calculated or read is compared by itself, joined with `||`";
  return problem(context, "expression/type", node, message, hint);
}
