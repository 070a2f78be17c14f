import { checkExpression } from "./check-expression.ts";
import type { Checked } from "./checked-expression.ts";
import { parseExpression } from "./parse-expression.ts";

/** What an expression says, for back ends other than the closure; undefined where it is none. */
export function checkedSource(source: string): Checked | undefined {
  const parsed = parseExpression(source);
  return "problem" in parsed ? undefined : checkExpression(parsed.ast, source, []);
}
