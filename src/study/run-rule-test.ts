import type { Rule } from "../model/rule.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import type { PlacedTest } from "../rules/read-tests.ts";
import type { RuleTest } from "../rules/rule-test-schema.ts";
import { replay } from "./replay.ts";
import { type SeenAlert, type SeenTimeline, seenTimeline } from "./test-alerts.ts";
import { type TestInput, testInput, testStart } from "./test-entries.ts";
import { type Check, compareInstant, compareTimeline, isSame } from "./timeline-diff.ts";

/** What became of one rule test. */
export interface TestOutcome {
  readonly name: string;
  /** Where it stands in the rule's file. */
  readonly line: number;
  readonly passed: boolean;
  /** Why it proves nothing, each one sentence. */
  readonly problems: readonly string[];
  readonly checks: readonly Check[];
  /** Every change of state that happened. */
  readonly transitions: readonly SeenAlert[];
}

/** Runs one test of a rule through the engine that judges live. A rule that is switched off is tested all the same. */
export function runRuleTest(rule: Rule, placed: PlacedTest, redact: RedactText): TestOutcome {
  const { test, line } = placed;
  const input = testInput(test, redact);
  const until = testStart + endOf(test, input);
  const transitions = [...replay([{ ...rule, enabled: true }], input.entries, until)];
  const timeline = seenTimeline(transitions, rule.severity);
  const checks = checksOf(placed, timeline);
  const problems = [...input.problems];
  if (checks.length === 0) problems.push("it asserts nothing: it has neither `expect` nor `transitions`");
  return {
    name: test.name,
    line,
    passed: problems.length === 0 && checks.every(({ passed }) => passed),
    problems,
    checks,
    transitions: timeline.transitions,
  };
}

/** Log time runs on to the last thing that the test speaks of. */
function endOf({ until = 0, expect = [], transitions = [] }: RuleTest, { entries }: TestInput): number {
  const named = [until, ...expect.map(({ at }) => at), ...transitions.map(({ at }) => at)];
  const ends = [...named, ...entries.map(({ time }) => time - testStart)];
  return ends.reduce((last, at) => Math.max(last, at), 0);
}

function checksOf(placed: PlacedTest, timeline: SeenTimeline): readonly Check[] {
  const { test, expectLines, transitionsLine, line } = placed;
  const checks = (test.expect ?? []).map(({ at, alerts }, place): Check => {
    const diff = compareInstant(at, alerts, timeline.alertsAt(at));
    return { of: "expect", at, line: expectLines[place] ?? line, passed: isSame(diff), diff };
  });
  if (test.transitions === undefined) return checks;
  const diff = compareTimeline(test.transitions, timeline.transitions);
  return [...checks, { of: "transitions", line: transitionsLine, passed: isSame(diff), diff }];
}
