import { expect, it } from "vitest";
import { mutateRule } from "../../src/study/mutate-rule.ts";
import { shippedFiles, shippedRules } from "./shipped.ts";
import { testWorld } from "./test-world.ts";

/** Of the slips in the shipped rules, so many must be noticed by the rules' own tests. */
const leastScore = 0.9;

it("the tests of the shipped rules kill nine of ten mutants", { timeout: 240_000 }, () => {
  const files = shippedFiles();
  const outcomes = shippedRules().ruleFiles.map((file) => ({
    rule: file.rule.id,
    ...mutateRule(file, files, testWorld),
  }));
  const tried = outcomes.reduce((sum, one) => sum + one.tried, 0);
  const survivors = outcomes.flatMap((one) => one.survivors.map(({ words }) => `${one.rule}: ${words}`));
  expect(tried).toBeGreaterThan(500);
  expect(1 - survivors.length / tried, survivors.join("\n")).toBeGreaterThanOrEqual(leastScore);
});
