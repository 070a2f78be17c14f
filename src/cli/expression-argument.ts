import type { Expression } from "../model/condition.ts";
import type { Checked } from "../rules/checked-expression.ts";
import { checkedSource } from "../rules/checked-source.ts";
import { compileExpression } from "../rules/compile-expression.ts";
import { sourceText } from "../rules/source-text.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";

/** An expression from the command line; what is wrong with it is told as it would be of a rule, and ends the command. */
export function expressionArgument(source: string): {
  readonly expression: Expression;
  readonly checked: Checked;
} {
  const { expression, problems } = compileExpression(source);
  const checked = checkedSource(source);
  if (expression !== undefined && checked !== undefined) return { expression, checked };
  const text = sourceText("expression", source);
  const diagnostics = problems.map(({ start, end, ...finding }) => text.diagnostic({ start, end }, finding));
  process.stderr.write(formatDiagnostics(diagnostics, { colour: process.stderr.isTTY === true }));
  throw new CliError("the expression is wrong", exitCodes.usage, "docs/rules.md describes the language");
}
