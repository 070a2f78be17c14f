import type { Alert } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Incident } from "../model/incident.ts";
import { type Rule, SEVERITIES, type Severity } from "../model/rule.ts";

/** Which alerts form one incident: same tenant and same values of the rule's incident_by. */
export function incidentKey(rule: Rule, alert: Alert): string {
  const values: Record<string, string | null> = {};
  for (const label of rule.incidentBy) values[label] = alert.labels[label] ?? null;
  return canonicalJson([alert.tenant ?? null, values]);
}

/** 0 for the worst. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Worst first, then oldest, then by id so that the order is the same everywhere. */
export function byWeight(a: Alert, b: Alert): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    a.startedAt - b.startedAt ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

/**
 * The incident with its alerts replaced. Severity and title follow the worst that fires (of all, once none does),
 * but never become milder while it is open: that the worst part is over is for the alerts' list to say.
 */
export function withAlerts(incident: Incident, alerts: readonly Alert[]): Incident {
  const sorted = [...alerts].sort(byWeight);
  const leading = sorted.find((alert) => alert.state === "firing") ?? sorted[0];
  const milder = leading !== undefined && severityRank(leading.severity) > severityRank(incident.severity);
  if (leading === undefined || milder) return { ...incident, alerts: sorted };
  return { ...incident, alerts: sorted, severity: leading.severity, title: leading.title };
}
