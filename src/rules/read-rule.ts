import type { Diagnostic } from "../model/diagnostic.ts";
import type { Rule, Severity } from "../model/rule.ts";
import { checkGroupBy } from "./check-group-by.ts";
import { checkIncidentBy, checkLabels, labelNames } from "./check-labels.ts";
import { checkTitle } from "./check-title.ts";
import { type Defaults, withRunbookBase } from "./defaults.ts";
import { ruleMeaning } from "./meaning.ts";
import { readCondition } from "./read-condition.ts";
import { readEscalate } from "./read-escalate.ts";
import { readShape } from "./read-shape.ts";
import { type PlacedTest, readTests } from "./read-tests.ts";
import { type RuleContext, ruleContext } from "./rule-context.ts";
import type { ExpressionReader } from "./rule-expressions.ts";
import { defaultMaxGroups, type RuleKeys, ruleSchema } from "./rule-schema.ts";
import type { YamlDocument } from "./yaml-document.ts";

/** A rule with what its file holds beyond it. */
export interface RuleFile {
  readonly rule: Rule;
  readonly tests: readonly PlacedTest[];
  /** Where each of its keys stands. */
  readonly document: YamlDocument;
}

/** One document → a rule, or diagnostics. `acceptId` refuses an id that is wrong or taken. */
export function readRule(
  document: YamlDocument,
  defaults: Defaults,
  expressions: ExpressionReader,
  acceptId: (id: string, context: RuleContext) => void,
): { readonly ruleFile?: RuleFile; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const context = ruleContext(document, diagnostics);
  const keys = readShape(ruleSchema, document, [], "rule", diagnostics);
  if (keys.id !== undefined) acceptId(keys.id, context);
  const groupBy = checkGroupBy(keys.group_by ?? [], context);
  checkWords(keys, groupBy, defaults, context);
  const where = keys.where === undefined ? undefined : expressions.read(["where"], keys.where, context);
  const condition = readCondition(context, groupBy, expressions, diagnostics);
  const escalate = readEscalate(
    keys,
    severityOf(keys, defaults),
    () => readCondition(context, groupBy, expressions, diagnostics, ["escalate", "condition"]),
    context,
  );
  const severity = severityOf(keys, defaults);
  const severities = [severity, escalate?.severity];
  const tests = readTests(keys.tests ?? [], { groupBy, severities }, context);
  const { id, title } = keys;
  if (diagnostics.length > 0 || id === undefined || title === undefined) return { diagnostics };
  if (severity === undefined || condition === undefined) return { diagnostics };
  const judged = {
    ...(where === undefined ? {} : { where }),
    groupBy,
    absentGroups: keys.absent_groups ?? false,
    condition,
    ...(escalate === undefined ? {} : { escalate }),
    ...(keys.duplicates === "skip" ? { duplicates: keys.duplicates } : {}),
    forMs: keys.for ?? 0,
    keepFiringForMs: keys.keep_firing_for ?? 0,
  };
  const rule: Rule = {
    id,
    title,
    severity,
    ...judged,
    ...describe(keys, defaults),
    enabled: keys.enabled ?? true,
    maxGroups: keys.max_groups ?? defaultMaxGroups,
    file: document.source.file,
    line: document.line,
    meaning: ruleMeaning(judged, expressions.textOf),
  };
  return { ruleFile: { rule, tests, document }, diagnostics };
}

function severityOf(keys: RuleKeys, defaults: Defaults): Severity | undefined {
  return keys.severity ?? defaults.severity;
}

function checkWords(
  keys: RuleKeys,
  groupBy: readonly string[],
  defaults: Defaults,
  context: RuleContext,
): void {
  const labels = { ...defaults.labels, ...keys.labels };
  if (keys.title !== undefined) checkTitle(keys.title, [...groupBy, ...Object.keys(labels)], context);
  if (keys.labels !== undefined) checkLabels(keys.labels, groupBy, context);
  const incidentBy = keys.incident_by ?? defaults.incidentBy ?? [];
  const fromFile = keys.incident_by === undefined ? defaults.incidentByFile : undefined;
  checkIncidentBy(incidentBy, labelNames(labels, groupBy), fromFile, context);
  const written = context.document.value;
  const hasSeverity = typeof written === "object" && written !== null && "severity" in written;
  if (hasSeverity || defaults.severity !== undefined) return;
  context.report([], {
    code: "rule/missing-key",
    message: "the rule has no `severity`",
    hint: "critical, warning or info; `_defaults.yaml` may hold it for all rules below",
  });
}

function describe(
  keys: RuleKeys,
  defaults: Defaults,
): Pick<Rule, "owner" | "runbook" | "why" | "labels" | "links" | "incidentBy"> {
  const owner = keys.owner ?? defaults.owner;
  const { runbook, why } = keys;
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(runbook === undefined ? {} : { runbook: withRunbookBase(runbook, defaults.runbookBase) }),
    ...(why === undefined ? {} : { why }),
    labels: { ...defaults.labels, ...keys.labels },
    links: keys.links ?? [],
    incidentBy: keys.incident_by ?? defaults.incidentBy ?? ["alertname"],
  };
}
