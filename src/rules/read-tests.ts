import { FORMATS, isFormatName } from "../formats/format-registry.ts";
import { FIELDS, type FieldType } from "../model/entry.ts";
import { fieldName } from "../model/group.ts";
import type { Severity } from "../model/rule.ts";
import { typeWord } from "./check-context.ts";
import { nearestName } from "./nearest-name.ts";
import type { RuleContext } from "./rule-context.ts";
import type { ExpectedAlert, RuleTest, TestLine } from "./rule-test-schema.ts";
import type { Path } from "./yaml-document.ts";

/** A rule test and where it stands in the file of its rule: lines, from 1. */
export interface PlacedTest {
  readonly test: RuleTest;
  readonly line: number;
  /** Of each item of `expect`. */
  readonly expectLines: readonly number[];
  /** Of the key `transitions`; that of the test where it has none. */
  readonly transitionsLine: number;
  /** Of the key `incident`, likewise. */
  readonly incidentLine: number;
}

/** What the alerts of a rule can be like at all. */
interface Possible {
  readonly groupBy: readonly string[];
  /** Its own, and that of `escalate`. */
  readonly severities: readonly (Severity | undefined)[];
}

/** The tests of a rule with their places. What no run could ever meet is reported: it would be a slip. */
export function readTests(
  tests: readonly RuleTest[],
  possible: Possible,
  context: RuleContext,
): readonly PlacedTest[] {
  const { document } = context;
  const lineOf = (path: Path): number => document.source.lineAt(document.valueSpan(path).start);
  const keyLine = (path: Path): number => document.source.lineAt(document.keySpan(path).start);
  return tests.map((test, place) => {
    const base: Path = ["tests", place];
    checkTest(test, base, possible, context);
    return {
      test,
      line: lineOf(base),
      expectLines: (test.expect ?? []).map((_, item) => lineOf([...base, "expect", item])),
      transitionsLine: keyLine([...base, "transitions"]),
      incidentLine: keyLine([...base, "incident"]),
    };
  });
}

function checkTest(test: RuleTest, base: Path, possible: Possible, context: RuleContext): void {
  (test.lines ?? []).forEach((line, place) => {
    checkFormat(line, [...base, "lines", place], context);
  });
  (test.expect ?? []).forEach(({ alerts }, place) => {
    alerts.forEach((alert, item) => {
      checkAlert(alert, [...base, "expect", place, "alerts", item], possible, context);
    });
  });
  (test.transitions ?? []).forEach((transition, place) => {
    checkAlert(transition, [...base, "transitions", place], possible, context);
  });
  checkSeverity(test.incident?.severity, [...base, "incident"], possible, context);
}

function checkSeverity(
  severity: ExpectedAlert["severity"],
  path: Path,
  { severities }: Possible,
  context: RuleContext,
): void {
  const known = severities.filter((one) => one !== undefined);
  // Without any the rule itself is wrong, which has been reported.
  if (severity === undefined || known.length === 0 || known.includes(severity)) return;
  const message = `\`${severity}\` is never the severity of this rule's alerts`;
  const hint = `it is ${known.join(", and from an escalation on ")}`;
  context.report([...path, "severity"], { code: "rule/bad-test", message, hint });
}

function checkFormat({ format }: TestLine, path: Path, context: RuleContext): void {
  if (format === "auto" || isFormatName(format)) return;
  const known = ["auto", ...Object.keys(FORMATS)];
  const nearest = nearestName(format, known);
  context.report([...path, "format"], {
    code: "rule/bad-test",
    message: `\`${format}\` is no format`,
    hint: nearest === undefined ? `one of ${known.join(", ")}` : `did you mean \`${nearest}\`?`,
  });
}

function checkAlert(
  { group, severity }: ExpectedAlert,
  path: Path,
  possible: Possible,
  context: RuleContext,
): void {
  checkGroup(group, path, possible.groupBy, context);
  checkSeverity(severity, path, possible, context);
}

function checkGroup(
  group: ExpectedAlert["group"],
  path: Path,
  groupBy: readonly string[],
  context: RuleContext,
): void {
  for (const [name, value] of Object.entries(group ?? {})) {
    const at = [...path, "group", name];
    if (!groupBy.includes(name)) {
      const nearest = nearestName(name, groupBy);
      const message = `\`${name}\` is not in \`group_by\`: no alert of this rule has it`;
      const hint = nearest === undefined ? groupHint(groupBy) : `did you mean \`${nearest}\`?`;
      context.reportKey(at, { code: "rule/bad-test", message, hint });
      continue;
    }
    const field = fieldName(name);
    if (field === undefined || value === null || typeof value === FIELDS[field].type) continue;
    const message = `\`${name}\` is ${typeWords(FIELDS[field].type)}, so that it is never ${JSON.stringify(value)}`;
    const hint = FIELDS[field].type === "string" ? "put it into quotes" : undefined;
    context.report(at, { code: "rule/bad-test", message, hint });
  }
}

function typeWords(type: FieldType): string {
  return type === "map" ? "a map" : typeWord(type);
}

function groupHint(groupBy: readonly string[]): string {
  return groupBy.length === 0 ? "the rule has no `group_by`" : `it has ${groupBy.join(", ")}`;
}
