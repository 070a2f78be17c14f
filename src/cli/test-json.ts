import type { Diagnostic } from "../model/diagnostic.ts";
import type { ExpectedAlert } from "../rules/rule-test-schema.ts";
import type { Check } from "../study/run-rule-test.ts";
import type { SeenAlert } from "../study/test-alerts.ts";
import type { DiffLine } from "../study/timeline-diff.ts";
import { mutationScore } from "./mutation-report.ts";
import type { RuleOutcome } from "./test-report.ts";

/** Rule tests for machines: what became of each, and the changes of every test. Times are ms from the test's start. */
export function testsAsJson(outcomes: readonly RuleOutcome[], diagnostics: readonly Diagnostic[]): unknown {
  const tests = outcomes.flatMap((outcome) => outcome.tests);
  const mutations = outcomes.flatMap(({ mutation }) => mutation ?? []);
  return {
    passed: tests.filter(({ passed }) => passed).length,
    failed: tests.filter(({ passed }) => !passed).length,
    untested: outcomes.filter((outcome) => outcome.tests.length === 0).map(({ rule }) => rule.id),
    diagnostics,
    ...(mutations.length === 0 ? {} : { mutation_score: mutationScore(mutations) ?? null }),
    rules: outcomes.map(({ rule, tests: own, mutation }) => ({
      rule: rule.id,
      file: rule.file,
      line: rule.line,
      ...(mutation === undefined ? {} : { mutation }),
      tests: own.map(({ checks, transitions, ...test }) => ({
        ...test,
        checks: checks.map(checkJson),
        transitions: transitions.map(alertJson),
      })),
    })),
  };
}

function checkJson(check: Check): unknown {
  return check.of === "incident" ? check : { ...check, diff: check.diff.map(diffJson) };
}

function diffJson({ mark, at, alert }: DiffLine): unknown {
  return { mark, at, alert: alert === "no alert" ? null : alertJson(alert) };
}

function alertJson(alert: ExpectedAlert | SeenAlert): unknown {
  if (!("startedAt" in alert)) return alert;
  const { startedAt, tenant, ...rest } = alert;
  return { ...rest, ...(tenant === undefined ? {} : { tenant }), started_at: startedAt };
}
