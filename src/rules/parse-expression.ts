import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import type { ExpressionProblem } from "./checked-expression.ts";

/** UTF-16 units of one expression. */
export const maxExpressionLength = 4000;
/** Nodes of one expression's tree: names, literals, operators. */
export const maxExpressionNodes = 400;
/** Values of one list literal. */
export const maxListValues = 200;

const environment = new Environment({
  limits: { maxAstNodes: maxExpressionNodes, maxListElements: maxListValues },
});

export type ParsedExpression = { readonly ast: ASTNode } | { readonly problem: ExpressionProblem };

/**
 * CEL text → tree. Only the parser of the library is used: its checker stops at the first problem, knows two
 * number types where an entry has one, and knows nothing of absence; its evaluator hands `matches` to the
 * backtracking RegExp.
 */
export function parseExpression(source: string): ParsedExpression {
  if (source.length > maxExpressionLength) {
    return { problem: tooCostly(0, source.length, `${source.length} characters`, `${maxExpressionLength}`) };
  }
  try {
    return { ast: environment.parse(source).ast };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { problem: toProblem(source, error) };
  }
}

function tooCostly(start: number, end: number, what: string, limit: string): ExpressionProblem {
  return {
    code: "expression/too-costly",
    start,
    end,
    message: `the expression is too large: ${what}, allowed are ${limit}`,
    hint: "split it into two rules, or use one `matches` for many alternatives",
  };
}

function toProblem(source: string, error: ParseError): ExpressionProblem {
  const start = Math.min(error.range?.start ?? 0, source.length);
  const end = Math.max(start, Math.min(error.range?.end ?? start, source.length));
  if (error.code === "limit_exceeded") {
    return tooCostly(0, source.length, error.summary.replace("Exceeded ", "over "), "fewer");
  }
  if (error.code === "reserved_identifier") return reservedName(source.slice(start, end), start, end);
  return {
    code: "expression/syntax",
    start,
    end,
    message: syntaxMessage(source, start, end, error),
    hint: syntaxHint(source, start, error.code) ?? otherSyntaxHint(source, start),
  };
}

function reservedName(name: string, start: number, end: number): ExpressionProblem {
  return {
    code: "expression/unknown-field",
    start,
    end,
    message: `\`${name}\` is a reserved word and no field`,
    hint:
      name === "namespace"
        ? "the Kubernetes namespace is `k8s_namespace`"
        : `an attribute of that name is \`attributes["${name}"]\``,
  };
}

function syntaxMessage(source: string, start: number, end: number, error: ParseError): string {
  if (source.trim() === "") return "the expression is empty";
  if (start >= source.trimEnd().length) return `the expression ends too early, after \`${tail(source)}\``;
  if (error.code === "unterminated_string") return `the text \`${source.slice(start, end)}\` is never closed`;
  if (error.code === "unexpected_character" || error.code === "unexpected_token") {
    return `\`${wordAt(source, start)}\` was not expected here`;
  }
  if (error.code === "expected_token") return `\`${wordAt(source, start)}\` was not expected here`;
  return `${error.summary} at \`${wordAt(source, start)}\``;
}

function tail(source: string): string {
  const trimmed = source.trimEnd();
  return trimmed.length > 30 ? `…${trimmed.slice(-30)}` : trimmed;
}

function wordAt(source: string, start: number): string {
  return /^(?:\w+|[^\s\w]{1,2})/.exec(source.slice(start))?.[0] ?? source.slice(start, start + 1);
}

const WORD_OPERATORS: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "!"],
  ["is", "=="],
  ["eq", "=="],
  ["like", "matches(…)"],
  ["between", ">= and &&"],
]);

function otherSyntaxHint(source: string, start: number): string {
  if (source.trim() === "") return "such as `status >= 500`; for every entry write `true`, in quotes";
  if (start >= source.trimEnd().length) {
    return "is a bracket or quote left open? within YAML's { } a comma cuts what does not stand in quotes";
  }
  return "two comparisons are joined by `&&` or `||`, and a text stands in quotes";
}

function syntaxHint(source: string, start: number, code: string): string | undefined {
  const word = wordAt(source, start).toLowerCase();
  const operator = WORD_OPERATORS.get(word);
  if (operator !== undefined) return `write \`${operator}\` for \`${word}\``;
  const before = /(\w+)\s*$/.exec(source.slice(0, start))?.[1]?.toLowerCase();
  if (before === "not") return "write `!` for `not`";
  const character = source[start];
  if (character === "=") return "compare with `==`";
  if (character === "&" || character === "|") return `write \`${character}${character}\``;
  if (character === "`") return "quote text with `\"` or `'`";
  if (character === "." && code.startsWith("unexpected")) return "a number starts with a digit: `0.5`";
  if (source[start - 1] === "=" && source[start - 2] === "~") return 'write `field.matches("…")`';
  if (character === "~") return 'write `field.matches("…")`';
  if (code === "invalid_escape_sequence") return 'in a pattern, write r"…" so that `\\` stays as it is';
  return undefined;
}
