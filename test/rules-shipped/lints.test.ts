import { expect, it } from "vitest";
import { lintRules } from "../../src/rules/lint-rules.ts";
import { projectFile, shippedRules } from "./shipped.ts";

it("finds nothing questionable in the rules that ship", () => {
  const { ruleFiles } = shippedRules();
  const paths = [...new Set(ruleFiles.map(({ rule }) => rule.file))];
  const files = paths.map((path) => ({ path, text: projectFile(path) }));
  const runbookText = ({ runbook = "" }): string => projectFile(runbook.split("#")[0] ?? "");
  expect(ruleFiles.length).toBeGreaterThan(0);
  expect(lintRules({ around: { ruleFiles, runbookText }, files, now: 0 })).toEqual([]);
});
