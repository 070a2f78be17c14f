import type { Expression } from "../model/condition.ts";
import { checkExpression } from "./check-expression.ts";
import type { ExpressionProblem } from "./checked-expression.ts";
import { compileCondition } from "./compile-condition.ts";
import { expressionText } from "./expression-text.ts";
import { parseExpression } from "./parse-expression.ts";

export interface CompiledExpression {
  /** Absent where there are problems. */
  readonly expression?: Expression;
  /** One spelling per meaning; absent where there are problems. */
  readonly text?: string;
  readonly problems: readonly ExpressionProblem[];
}

/**
 * CEL over an entry → a closure, or everything that is wrong with it. With `known`, expressions of the same
 * meaning are one object, so that the engine can evaluate it once per entry for all rules.
 */
export function compileExpression(source: string, known?: Map<string, Expression>): CompiledExpression {
  const parsed = parseExpression(source);
  if ("problem" in parsed) return { problems: [parsed.problem] };
  const problems: ExpressionProblem[] = [];
  const checked = checkExpression(parsed.ast, source, problems);
  if (checked === undefined || problems.length > 0) return { problems };
  const text = expressionText(checked);
  const same = known?.get(text);
  if (same !== undefined) return { expression: same, text, problems };
  const test = compileCondition(checked);
  const expression: Expression = { source, test: (entry) => test(entry, undefined) };
  known?.set(text, expression);
  return { expression, text, problems };
}
