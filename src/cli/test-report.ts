import { createColors } from "picocolors";
import type { AlertValue } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import { formatDuration } from "../model/duration.ts";
import type { Rule } from "../model/rule.ts";
import type { ExpectedAlert } from "../rules/rule-test-schema.ts";
import type { IncidentCheck } from "../study/compare-incidents.ts";
import type { MutationOutcome } from "../study/mutate-rule.ts";
import type { Check, TestOutcome } from "../study/run-rule-test.ts";
import type { SeenAlert } from "../study/test-alerts.ts";
import type { AlertCheck, DiffLine } from "../study/timeline-diff.ts";
import { mutantLines, scoreWords } from "./mutation-report.ts";
import { printable } from "./terminal-text.ts";

/** What happened in a failed test is told up to this many changes. */
export const maxShownChanges = 40;

/** Of a mail in which something is missing. */
export const maxShownTextLines = 30;

/** A rule and what became of its tests. */
export interface RuleOutcome {
  readonly rule: Rule;
  readonly tests: readonly TestOutcome[];
  /** Where mutants were asked for, and the tests pass. */
  readonly mutation?: MutationOutcome;
}

type Paint = ReturnType<typeof createColors>;

/** For people: each test in a line, and what a failed one expected against what happened. */
export function testsAsText(
  outcomes: readonly RuleOutcome[],
  tookMs: number,
  { colour }: { readonly colour: boolean },
): string {
  const paint = createColors(colour);
  const tested = outcomes.filter(({ tests }) => tests.length > 0);
  const blocks = tested.map((outcome) => ruleLines(outcome, paint).join("\n"));
  const mutations = outcomes.flatMap(({ mutation }) => mutation ?? []);
  const closing = [
    ...untestedLines(outcomes),
    ...(mutations.length === 0 ? [] : [scoreWords(mutations)]),
    countWords(outcomes, tookMs),
  ];
  return `${[...blocks, closing.join("\n")].join("\n\n")}\n`;
}

function ruleLines({ rule, tests, mutation }: RuleOutcome, paint: Paint): readonly string[] {
  const lines = [`${paint.bold(rule.id)}  ${paint.dim(placeText(rule, rule.line))}`];
  for (const test of tests) {
    const name = printable(test.name);
    if (test.passed) lines.push(`  ${paint.green("ok")}    ${name}`);
    else {
      lines.push(`  ${paint.red("FAIL")}  ${name}  ${paint.dim(placeText(rule, test.line))}`);
      lines.push(...failureLines(rule, test, paint).map((line) => (line === "" ? "" : `        ${line}`)));
    }
  }
  if (mutation !== undefined) lines.push(...mutantLines(mutation, rule.file).map((line) => `  ${line}`));
  return lines;
}

function placeText({ file }: Rule, line: number): string {
  return printable(`${file}:${line}`);
}

/** What a failed test expected, and what happened. */
export function failureLines(rule: Rule, test: TestOutcome, paint: Paint): readonly string[] {
  const lines = test.problems.map((problem) => paint.red(printable(problem)));
  const failed = test.checks.filter(({ passed }) => !passed);
  for (const check of failed) {
    lines.push(`${checkWords(check)}  ${paint.dim(placeText(rule, check.line))}`);
    if (check.of === "incident") lines.push(...incidentLines(check, paint));
    else lines.push(...check.diff.map((line) => diffText(line, check, rule, paint)));
  }
  if (failed.some(({ of }) => of === "expect")) lines.push(...happenedLines(test.transitions, rule));
  return lines;
}

function checkWords(check: Check): string {
  const at = check.at === undefined ? "the whole timeline" : `at ${formatDuration(check.at)}`;
  const what = check.of === "incident" ? `the incident ${at}` : at;
  return `${what} (- expected, + happened)`;
}

function diffText({ mark, at, alert }: DiffLine, { of }: AlertCheck, rule: Rule, paint: Paint): string {
  const words = alertText(alert, rule);
  // An instant stands above its lines; what counts there is since when an alert is as it is.
  const since = alert !== "no alert" && "startedAt" in alert ? ` since ${formatDuration(alert.at)}` : "";
  const text = of === "transitions" ? `${timeColumn(at)}${words}` : `${words}${since}`;
  if (mark === "same") return `    ${text}`;
  return mark === "expected" ? paint.red(`  - ${text}`) : paint.green(`  + ${text}`);
}

function incidentLines({ differences, text }: IncidentCheck, paint: Paint): readonly string[] {
  const lines = differences.flatMap(({ expected, happened }) => [
    paint.red(`  - ${printable(expected)}`),
    paint.green(`  + ${printable(happened)}`),
  ]);
  if (text === undefined) return lines;
  const shown = text.trimEnd().split("\n").slice(0, maxShownTextLines);
  return [...lines, "its mail begins", ...shown.map((line) => `    ${printable(line)}`.trimEnd())];
}

function timeColumn(at: number): string {
  return `${formatDuration(at)} `.padEnd(9);
}

function happenedLines(transitions: readonly SeenAlert[], rule: Rule): readonly string[] {
  if (transitions.length === 0) return ["all that happened: nothing"];
  const shown = transitions.slice(0, maxShownChanges);
  const more = transitions.length - shown.length;
  return [
    "all that happened",
    ...shown.map((one) => `    ${timeColumn(one.at)}${alertText(one, rule)}`),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

/** Of an expectation what is written; of an alert that happened, what is not as it is for every alert of its rule. */
function alertText(alert: ExpectedAlert | SeenAlert | "no alert", rule: Rule): string {
  if (alert === "no alert") return alert;
  const seen = "startedAt" in alert;
  const severity = seen && rule.escalate === undefined ? undefined : alert.severity;
  const startedAt = seen ? undefined : alert.started_at;
  const parts = [
    alert.state.padEnd(8),
    ...Object.entries(alert.group ?? {}).map(([name, value]) => `${name}=${groupText(value)}`),
    ...(alert.tenant === undefined ? [] : [`tenant=${alert.tenant}`]),
    ...(alert.value === undefined ? [] : [`value=${valueText(alert.value)}`]),
    ...(severity === undefined ? [] : [`severity=${severity}`]),
    ...(alert.reason === undefined || alert.reason === null ? [] : [`reason=${alert.reason}`]),
    ...(startedAt === undefined ? [] : [`started_at=${formatDuration(startedAt)}`]),
  ];
  return printable(parts.join(" ").trimEnd());
}

function groupText(value: string | number | boolean | null): string {
  return value === null ? "(none)" : String(value);
}

function valueText(value: AlertValue): string {
  return typeof value === "string" ? value : canonicalJson(value);
}

function untestedLines(outcomes: readonly RuleOutcome[]): readonly string[] {
  const untested = outcomes.filter(({ tests }) => tests.length === 0);
  if (untested.length === 0) return [];
  const names = untested.map(({ rule }) => `${rule.id} (${rule.file}:${rule.line})`);
  return [`without tests: ${printable(names.join(", "))}`];
}

function countWords(outcomes: readonly RuleOutcome[], tookMs: number): string {
  const tests = outcomes.flatMap((outcome) => outcome.tests);
  const failed = tests.filter(({ passed }) => !passed).length;
  const of = `${tests.length} ${tests.length === 1 ? "test" : "tests"} of ${outcomes.length} ${outcomes.length === 1 ? "rule" : "rules"}`;
  const result = failed === 0 ? "all passed" : `${tests.length - failed} passed, ${failed} failed`;
  return `${of}: ${tests.length === 0 ? "nothing was tested" : result} (${Math.round(tookMs)} ms)`;
}
