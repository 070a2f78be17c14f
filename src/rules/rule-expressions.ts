import type { Expression } from "../model/condition.ts";
import { compileExpression } from "./compile-expression.ts";
import type { RuleContext } from "./rule-context.ts";
import type { Path } from "./yaml-document.ts";

/** Compiles the expressions of all rules of one reading; those of the same meaning are one object. */
export interface ExpressionReader {
  readonly read: (path: Path, source: string, context: RuleContext) => Expression | undefined;
  /** One spelling per meaning. */
  readonly textOf: (expression: Expression) => string;
}

export function expressionReader(): ExpressionReader {
  const known = new Map<string, Expression>();
  const texts = new Map<Expression, string>();
  return {
    read(path, source, context) {
      const { expression, text, problems } = compileExpression(source, known);
      for (const { code, start, end, message, hint } of problems) {
        const cut = code === "expression/syntax" && context.document.commentFollows(path);
        const cutHint = "` #` starts a comment in YAML: put the whole expression into quotes or after `|`";
        context.reportText(path, { start, end }, { code, message, hint: cut ? cutHint : hint });
      }
      if (expression !== undefined && text !== undefined) texts.set(expression, text);
      return expression;
    },
    textOf: (expression) => texts.get(expression) ?? expression.source,
  };
}
