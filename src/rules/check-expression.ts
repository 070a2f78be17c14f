import type { ASTNode } from "@marcbachmann/cel-js";
import { checkCall } from "./check-call.ts";
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
import { checkIn, checkOperator, OPERATORS_HINT } from "./check-operator.ts";
import { checkName, checkReading } from "./check-reading.ts";
import type { Checked, ExpressionProblem } from "./checked-expression.ts";

/**
 * A tree of names and operators → a checked one that says true or false. Undefined where something in it is
 * wrong; all that is wrong is in `problems`, because the parts go on being checked.
 */
export function checkExpression(
  ast: ASTNode,
  source: string,
  problems: ExpressionProblem[],
): Checked | undefined {
  return checkBoolean(ast, { source, item: undefined, problems, check: checkNode }, "an expression");
}

function checkNode(node: ASTNode, context: CheckContext): Checked | undefined {
  switch (node.op) {
    case "value":
      return checkLiteral(node, context);
    case "id":
      return checkName(node, node.args, context);
    case ".":
    case "[]":
      return checkReading(node, context);
    case "call":
      return checkCall({ node, name: node.args[0], receiver: undefined, args: node.args[1] }, context);
    case "rcall":
      return checkCall({ node, name: node.args[0], receiver: node.args[1], args: node.args[2] }, context);
    case "?:":
      return checkChoice(node, node.args, context);
    case "in":
      return checkIn(node, node.args, context);
    case "list":
      return problem(
        context,
        "expression/type",
        node,
        "a list stands only after `in`",
        "`status in [502, 503]`",
      );
    case "map":
    case ".?":
    case "[?]":
      return problem(
        context,
        "expression/syntax",
        node,
        `\`${text(node, context)}\` has no meaning in a rule`,
        OPERATORS_HINT,
      );
    default:
      return checkOperator(node, context);
  }
}

function checkLiteral(node: ASTNode & { readonly op: "value" }, context: CheckContext): Checked | undefined {
  const value = literalValue(node, context);
  return value === undefined ? undefined : { op: "literal", type: literalType(value), value };
}

function checkChoice(
  node: ASTNode,
  args: readonly [ASTNode, ASTNode, ASTNode],
  context: CheckContext,
): Checked | undefined {
  const test = checkBoolean(args[0], context, "the part before `?`");
  const then = checkNode(args[1], context);
  const otherwise = checkNode(args[2], context);
  if (test === undefined || then === undefined || otherwise === undefined) return undefined;
  if (isList(then.type) || isList(otherwise.type)) {
    const hint = "choose between two of its values, or write two expressions joined by `||`";
    return problem(context, "expression/type", node, "a list cannot be chosen with `? :`", hint);
  }
  const type = commonType(then.type, otherwise.type);
  if (type !== undefined) return { op: "choose", type, test, then, otherwise };
  const message = `\`${text(node, context)}\` gives ${typeWord(then.type)} or ${typeWord(otherwise.type)}`;
  return problem(context, "expression/type", node, message, "both sides of `:` need the same type");
}
