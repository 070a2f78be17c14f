import { describe, expect, it } from "vitest";
import { testsAsText } from "../../src/cli/test-report.ts";
import { firstSteps } from "../../src/enrich/runbook-steps.ts";
import { markdownSection } from "../../src/model/markdown-section.ts";
import { runRuleTest } from "../../src/study/run-rule-test.ts";
import { projectFile, shippedRules } from "./shipped.ts";
import { testWorld } from "./test-world.ts";

const { ruleFiles, diagnostics } = shippedRules();
const rules = ruleFiles.map(({ rule, tests }) => ({ id: rule.id, rule, tests }));
const cases = rules.flatMap(({ id, rule, tests }) =>
  tests.map((placed) => ({ id, rule, placed, name: placed.test.name })),
);

it("the shipped rules load without a finding", () => {
  expect(diagnostics).toEqual([]);
  expect(rules.length).toBeGreaterThan(40);
});

describe.each(rules)("$id", ({ rule, tests }) => {
  it("says why, who owns it, and has tests that expect an alert and tests that expect none", () => {
    expect(rule.file).toMatch(new RegExp(`^rules/[a-z]+/${rule.id}\\.yaml$`));
    expect(rule.why).toMatch(/\.$/);
    expect(rule.owner).toBe("platform");
    expect(tests.length).toBeGreaterThanOrEqual(2);
    const expected = tests.flatMap(({ test }) => (test.expect ?? []).map(({ alerts }) => alerts.length));
    expect(expected).toContain(0);
    expect(Math.max(...expected)).toBeGreaterThan(0);
  });

  it("links to a runbook section with three to five steps, each with something to paste", () => {
    const [path = "", fragment = ""] = (rule.runbook ?? "").split("#");
    const section = markdownSection(projectFile(path), fragment);
    const steps = firstSteps(section?.lines ?? []);
    expect(steps.length).toBeGreaterThanOrEqual(3);
    expect(steps.length).toBeLessThanOrEqual(5);
    expect(steps.slice(0, 2).filter((step) => !step.includes("`"))).toEqual([]);
  });
});

describe("the rules' own tests", () => {
  it.each(cases)("$id: $name", ({ rule, placed }) => {
    const outcome = runRuleTest(rule, placed, testWorld);
    const report = testsAsText([{ rule, tests: [outcome] }], 0, { colour: false });
    expect(outcome.passed, report).toBe(true);
  });
});
