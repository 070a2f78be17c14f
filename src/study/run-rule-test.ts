import type { Rule } from "../model/rule.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import type { PlacedTest } from "../rules/read-tests.ts";
import type { RuleTest } from "../rules/rule-test-schema.ts";
import { compareIncidents, type IncidentCheck } from "./compare-incidents.ts";
import { replay } from "./replay.ts";
import { type SeenAlert, type SeenTimeline, seenTimeline } from "./test-alerts.ts";
import { type TestedEntry, testInput, testStart } from "./test-entries.ts";
import { incidentsAt, type TestMeans } from "./test-incidents.ts";
import { type AlertCheck, compareInstant, compareTimeline, isSame } from "./timeline-diff.ts";

export type Check = AlertCheck | IncidentCheck;

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

/** What a test run has of the outside world. */
export interface TestWorld extends TestMeans {
  /** What is done to a line before it is stored. */
  readonly redact: RedactText;
}

/** Runs one test of a rule through the engine that judges live. A rule that is switched off is tested all the same. */
export function runRuleTest(rule: Rule, placed: PlacedTest, world: TestWorld): TestOutcome {
  const { test, line } = placed;
  const { entries, problems } = testInput(test, world.redact);
  const end = testStart + endOf(test, entries);
  const judged = entries.map(({ entry }) => entry);
  const transitions = [...replay([{ ...rule, enabled: true }], judged, end)];
  const timeline = seenTimeline(transitions, rule.severity);
  const checks: Check[] = [...alertChecks(placed, timeline)];
  if (test.incident !== undefined) {
    const at = test.incident.at === undefined ? end : testStart + test.incident.at;
    const seen = incidentsAt(at, rule, transitions, entries, world);
    checks.push(compareIncidents(test.incident, seen, { at: at - testStart, line: placed.incidentLine }));
  }
  const reasons = checks.length > 0 ? problems : [...problems, assertsNothing];
  return {
    name: test.name,
    line,
    passed: reasons.length === 0 && checks.every(({ passed }) => passed),
    problems: reasons,
    checks,
    transitions: timeline.transitions,
  };
}

const assertsNothing = "it asserts nothing: it has neither `expect` nor `transitions` nor `incident`";

/** Log time runs on to the last thing that the test speaks of. */
function endOf(test: RuleTest, entries: readonly TestedEntry[]): number {
  const { until = 0, expect = [], transitions = [], incident } = test;
  const named = [until, incident?.at ?? 0, ...[...expect, ...transitions].map(({ at }) => at)];
  const last = entries.at(-1)?.entry.time ?? testStart;
  return Math.max(last - testStart, ...named);
}

function alertChecks(placed: PlacedTest, timeline: SeenTimeline): readonly AlertCheck[] {
  const { test, expectLines, transitionsLine, line } = placed;
  const checks = (test.expect ?? []).map(({ at, alerts }, place): AlertCheck => {
    const diff = compareInstant(at, alerts, timeline.alertsAt(at));
    return { of: "expect", at, line: expectLines[place] ?? line, passed: isSame(diff), diff };
  });
  if (test.transitions === undefined) return checks;
  const diff = compareTimeline(test.transitions, timeline.transitions);
  return [...checks, { of: "transitions", line: transitionsLine, passed: isSame(diff), diff }];
}
