import { createHash } from "node:crypto";
import type { Alert, AlertValue, Group, Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Rule, Severity } from "../model/rule.ts";
import { valueWords } from "../model/value-words.ts";

/** An episode's identity: rule, tenant, group and start as first told. 16 hex digits. */
export function alertId(transition: Pick<Transition, "rule" | "tenant" | "group" | "startedAt">): string {
  const identity = canonicalJson([
    transition.rule,
    transition.tenant ?? null,
    transition.group,
    transition.startedAt,
  ]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 16);
}

/** alertname, severity, the rule's labels and the group; the group wins over a rule's label of the same name. */
export function alertLabels(rule: Rule, group: Group): Readonly<Record<string, string>> {
  const labels: Record<string, string> = { ...rule.labels, alertname: rule.id, severity: rule.severity };
  for (const [name, value] of Object.entries(group)) {
    labels[name] = value === null ? "(none)" : String(value);
  }
  return labels;
}

const PLACEHOLDER = /\{\{\s*([\w.]+)\s*\}\}/g;

/** The rule's title with {{value}}, {{rule}} and the labels filled in. */
export function alertTitle(rule: Rule, labels: Readonly<Record<string, string>>, value: AlertValue): string {
  return rule.title.replace(PLACEHOLDER, (_, name: string) => {
    if (name === "value") return valueWords(rule.condition, value);
    if (name === "rule") return rule.id;
    return Object.hasOwn(labels, name) ? (labels[name] ?? "") : "(none)";
  });
}

/**
 * The alert after a transition; `before` is absent when the transition is its first. A rule that is gone can only
 * end what it began: without rule and without `before` there is no alert.
 */
export function nextAlert(
  before: Alert | undefined,
  transition: Transition,
  rule: Rule | undefined,
): Alert | undefined {
  const known = before ?? (rule === undefined ? undefined : newAlert(transition, rule));
  if (known === undefined) return undefined;
  if (transition.escalatedTo !== undefined) return escalated(known, transition.escalatedTo, rule);
  const { at, state, value, reason } = transition;
  if (state === "resolved") {
    const ended = { ...known, state, resolvedAt: at, resolvedValue: value, reason };
    return reason === "not_confirmed" ? { ...ended, notConfirmed: true } : ended;
  }
  if (state === "pending" || rule === undefined) return { ...known, state };
  const title = transition.title ?? alertTitle(rule, known.labels, value);
  // One that fires already is told again where its words have changed; it fires since it did.
  return { ...known, state, firedAt: known.firedAt ?? at, firedValue: value, title };
}

/** Worse from here on; routes and titles see the new severity. */
function escalated(alert: Alert, severity: Severity, rule: Rule | undefined): Alert {
  const labels = { ...alert.labels, severity };
  const title = rule === undefined ? alert.title : alertTitle(rule, labels, alert.firedValue);
  return { ...alert, severity, labels, title };
}

function newAlert(transition: Transition, rule: Rule): Alert {
  const { group, tenant, startedAt, evidenceFrom, value } = transition;
  const labels = alertLabels(rule, group);
  return {
    id: alertId(transition),
    rule: rule.id,
    group,
    tenant,
    state: "pending",
    severity: rule.severity,
    labels,
    title: transition.title ?? alertTitle(rule, labels, value),
    startedAt,
    firedAt: undefined,
    resolvedAt: undefined,
    reason: null,
    firedValue: null,
    resolvedValue: null,
    evidenceFrom,
    ...(transition.lateMs === undefined ? {} : { lateMs: transition.lateMs }),
  };
}
