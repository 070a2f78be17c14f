import type { Alert } from "../model/alert.ts";
import { formatDuration } from "../model/duration.ts";
import type { Incident, IncidentEvent, IncidentEventKind } from "../model/incident.ts";
import { severityRank, withAlerts } from "./membership.ts";

/** What one alert did to one incident: the incident after it, and what its timeline says. */
export interface IncidentChange {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
}

/** A new incident, opened by its first alert. */
export function openIncident(number: number, key: string, alert: Alert, at: number): IncidentChange {
  const incident: Incident = {
    number,
    key,
    tenant: alert.tenant,
    state: "open",
    severity: alert.severity,
    title: alert.title,
    toldAs: undefined,
    openedAt: at,
    resolvedAt: undefined,
    reopened: 0,
    owner: undefined,
    alerts: [alert],
  };
  return { incident, events: [event(incident, at, "opened", `${alert.severity}: ${alert.title}`)] };
}

/** Another alert fires in an open incident. */
export function joinIncident(before: Incident, alert: Alert, at: number): IncidentChange {
  const incident = withAlerts(before, replaced(before.alerts, alert));
  const events = [event(incident, at, "alert_fired", `${alert.severity}: ${alert.title}`)];
  if (severityRank(incident.severity) < severityRank(before.severity)) {
    events.push(event(incident, at, "severity_changed", `${before.severity} → ${incident.severity}`));
  }
  return { incident, events };
}

/** The same trouble is back within reopen_within of its end. */
export function reopenIncident(before: Incident, alert: Alert, at: number): IncidentChange {
  // Whoever had acknowledged it looked after what is over.
  const { acknowledged: _, ...known } = before;
  const reopened: Incident = {
    ...known,
    state: "open",
    resolvedAt: undefined,
    reopened: before.reopened + 1,
    severity: alert.severity,
    title: alert.title,
  };
  const incident = withAlerts(reopened, replaced(before.alerts, alert));
  const quiet = formatDuration(at - (before.resolvedAt ?? at));
  const since = formatDuration(at - incident.openedAt);
  const text = `open for the ${ordinal(incident.reopened + 1)} time in ${since}, after ${quiet} of quiet: ${alert.title}`;
  return { incident, events: [event(incident, at, "reopened", text)] };
}

/** One of its alerts resolved; the incident resolves when all have, unless a person has resolved it already. */
export function resolveAlert(before: Incident, alert: Alert, at: number): IncidentChange {
  const alerts = replaced(before.alerts, alert);
  const events = [event(before, at, "alert_resolved", resolvedText(alert))];
  const goesOn = alerts.some((one) => one.state === "firing");
  if (goesOn || before.state === "resolved") return { incident: withAlerts(before, alerts), events };
  const incident: Incident = { ...withAlerts(before, alerts), state: "resolved", resolvedAt: at };
  events.push(event(incident, at, "resolved", `after ${formatDuration(at - before.openedAt)}`));
  return { incident, events };
}

export function event(incident: Incident, at: number, kind: IncidentEventKind, text: string): IncidentEvent {
  return { incident: incident.number, at, kind, text };
}

/** One of its alerts goes on although its rule was edited; `text` says so, where people would wonder. */
export function continueAlert(
  before: Incident,
  alert: Alert,
  at: number,
  text: string | undefined,
): IncidentChange {
  const alerts = before.alerts.map((one) => (one.id === alert.id ? alert : one));
  const events = text === undefined ? [] : [event(before, at, "rule_edited", text)];
  return { incident: { ...before, alerts }, events };
}

function replaced(alerts: readonly Alert[], alert: Alert): readonly Alert[] {
  return [...alerts.filter((one) => one.id !== alert.id), alert];
}

function resolvedText(alert: Alert): string {
  switch (alert.reason) {
    case "rule_removed":
      return `${alert.title} (its rule was removed or disabled)`;
    case "rule_changed":
      return `${alert.title} (its rule was edited, and does not see it any more)`;
    case "not_confirmed":
      return `${alert.title} (not confirmed: lines that came late show that it did not hold)`;
    case "no_data":
      return `${alert.title} (no data)`;
    case "not_held":
    case null:
      return alert.title;
  }
}

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const suffix = teen ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${suffix}`;
}
