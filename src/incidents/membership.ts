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
 * The incident with one of its alerts as it is now, or one more; its alerts are by weight before and after. Severity
 * and title follow the worst that fires (of all, once none does), but never become milder while it is open: that the
 * worst part is over is for the alerts' list to say.
 */
export function withAlert(incident: Incident, alert: Alert): Incident {
  const alerts = placed(incident.alerts, alert);
  const leading = alerts.find((one) => one.state === "firing") ?? alerts[0] ?? alert;
  const milder = severityRank(leading.severity) > severityRank(incident.severity);
  if (milder) return { ...incident, alerts };
  return { ...incident, alerts, severity: leading.severity, title: leading.title };
}

/** A storm may bring thousands of alerts into one incident in one step: nothing is sorted anew for each. */
function placed(alerts: readonly Alert[], alert: Alert): readonly Alert[] {
  const known = alerts.findIndex((one) => one.id === alert.id);
  const others = known < 0 ? alerts.slice() : [...alerts.slice(0, known), ...alerts.slice(known + 1)];
  let low = 0;
  let high = others.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = others[middle];
    if (at !== undefined && byWeight(at, alert) <= 0) low = middle + 1;
    else high = middle;
  }
  others.splice(low, 0, alert);
  return others;
}
