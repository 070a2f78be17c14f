import { createColors } from "picocolors";
import type { Diagnostic } from "../model/diagnostic.ts";
import { failureLines, type RuleOutcome } from "./test-report.ts";

/** Failed tests, and mutants that survived, as findings at their places: for whoever shows those beside the lines. */
export function testFindings(outcomes: readonly RuleOutcome[]): readonly Diagnostic[] {
  const plain = createColors(false);
  return outcomes.flatMap(({ rule, tests, mutation }) => [
    ...tests
      .filter(({ passed }) => !passed)
      .map((test) => {
        const lines = [
          `the test \`${test.name}\` of \`${rule.id}\` fails`,
          ...failureLines(rule, test, plain),
        ];
        return finding("test/failed", "error", rule.file, test.line, lines.join("\n"));
      }),
    ...(mutation?.survivors ?? []).map(({ words, line }) =>
      finding("test/survivor", "hint", rule.file, line, `no test of \`${rule.id}\` notices ${words}`),
    ),
  ]);
}

/** Of a whole line. */
function finding(
  code: string,
  severity: Diagnostic["severity"],
  file: string,
  line: number,
  message: string,
): Diagnostic {
  return { code, severity, file, line, column: 1, endColumn: 2, sourceLine: "", message };
}
