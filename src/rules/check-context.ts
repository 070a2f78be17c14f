import type { ASTNode } from "@marcbachmann/cel-js";
import type { Checked, CheckedType, ExpressionProblem, Literal } from "./checked-expression.ts";

interface ItemVariable {
  readonly name: string;
  readonly type: CheckedType;
}

/** What the checks of one expression share. */
export interface CheckContext {
  readonly source: string;
  /** The variable of the exists or all around this node. */
  readonly item: ItemVariable | undefined;
  readonly problems: ExpressionProblem[];
  /** Checks any node; handed in, so that the files of the checks need not import each other in a circle. */
  readonly check: (node: ASTNode, context: CheckContext) => Checked | undefined;
}

/** The value of a literal node; integers and doubles are one number. */
export function literalValue(
  node: ASTNode & { readonly op: "value" },
  context: CheckContext,
): Literal | undefined {
  const value = node.args;
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") {
    if (Number.isSafeInteger(Number(value))) return Number(value);
    const message = `\`${text(node, context)}\` is too large a number`;
    return problem(context, "expression/type", node, message, `the largest is ${Number.MAX_SAFE_INTEGER}`);
  }
  if (value === null) {
    const hint = "an absent field is asked for with `present(field)` or `!present(field)`";
    return problem(context, "expression/type", node, "`null` is no value of an entry", hint);
  }
  const message = `\`${text(node, context)}\` is no value of an entry`;
  return problem(context, "expression/type", node, message, "values are numbers, texts, true and false");
}

export function literalType(value: Literal): "number" | "string" | "boolean" {
  if (typeof value === "number") return "number";
  return typeof value === "string" ? "string" : "boolean";
}

/** A node that must say true or false. */
export function checkBoolean(node: ASTNode, context: CheckContext, where: string): Checked | undefined {
  const checked = context.check(node, context);
  if (checked === undefined || checked.type === "boolean" || checked.type === "any") return checked;
  const written = text(node, context);
  const message = `${where} must be true or false, but \`${written}\` is ${typeWord(checked.type)}`;
  return problem(context, "expression/not-boolean", node, message, booleanHint(checked, written));
}

function booleanHint(checked: Checked, written: string): string {
  if (checked.op === "literal") return "compare a field with it";
  if (isList(checked.type)) return `ask for one value: \`… in ${written}\``;
  return checked.type === "number" ? `compare it: \`${written} > 0\`` : `compare it: \`${written} == "…"\``;
}

export function commonType(a: CheckedType, b: CheckedType): CheckedType | undefined {
  if (a === b) return a;
  if (a === "any") return isList(b) ? undefined : "any";
  if (b === "any") return isList(a) ? undefined : "any";
  return undefined;
}

export function isList(type: CheckedType): type is "number_list" | "string_list" {
  return type === "number_list" || type === "string_list";
}

const TYPE_WORDS: Readonly<Record<CheckedType, string>> = {
  number: "a number",
  string: "a text",
  boolean: "true or false",
  number_list: "a list of numbers",
  string_list: "a list of texts",
  any: "an attribute",
};

export function typeWord(type: CheckedType): string {
  return TYPE_WORDS[type];
}

export function text(node: ASTNode, context: CheckContext): string {
  return context.source.slice(node.start, node.end);
}

/** Notes a problem at a node; gives undefined, so that a check can end with it. */
export function problem(
  context: CheckContext,
  code: ExpressionProblem["code"],
  node: { readonly start: number; readonly end: number },
  message: string,
  hint: string,
): undefined {
  const { start, end } = node;
  context.problems.push({ code, start, end, message, hint });
  return undefined;
}
