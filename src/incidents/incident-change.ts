import type { Alert } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Incident, IncidentEvent, IncidentEventKind } from "../model/incident.ts";
import type { Severity } from "../model/rule.ts";
import { durationWords, placeWords } from "../model/words.ts";
import { severityRank, withAlert } from "./membership.ts";

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
  return { incident, events: [event(incident, at, "opened", `Opened, ${alert.severity}: ${alert.title}`)] };
}

/** Another alert fires in an open incident. */
export function joinIncident(before: Incident, alert: Alert, at: number): IncidentChange {
  const incident = withAlert(before, alert);
  const events = [event(incident, at, "alert_fired", firedText(before, alert))];
  if (severityRank(incident.severity) < severityRank(before.severity)) {
    events.push(
      event(incident, at, "severity_changed", `Raised from ${before.severity} to ${incident.severity}.`),
    );
  }
  return { incident, events };
}

/** An alert that fires has become more severe; the incident is at least as severe as it. */
export function escalateAlert(before: Incident, alert: Alert, from: Severity, at: number): IncidentChange {
  const incident = withAlert(before, alert);
  const text = `Escalated from ${from} to ${alert.severity}: ${alert.title}`;
  return { incident, events: [event(incident, at, "severity_changed", text)] };
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
  const incident = withAlert(reopened, alert);
  const quiet = durationWords(at - (before.resolvedAt ?? at));
  const since = durationWords(at - incident.openedAt);
  const times = `open for the ${placeWords(incident.reopened + 1)} time in ${since}`;
  const text = `Reopened after ${quiet} of quiet, ${alert.severity}, ${times}: ${alert.title}`;
  return { incident, events: [event(incident, at, "reopened", text)] };
}

/** One of its alerts resolved; the incident resolves when all have, unless a person has resolved it already. */
export function resolveAlert(before: Incident, alert: Alert, at: number): IncidentChange {
  const after = withAlert(before, alert);
  const events = [event(before, at, "alert_resolved", resolvedText(alert))];
  const goesOn = after.alerts.some((one) => one.state === "firing");
  if (goesOn || before.state === "resolved") return { incident: after, events };
  const incident: Incident = { ...after, state: "resolved", resolvedAt: at };
  events.push(event(incident, at, "resolved", `Resolved after ${durationWords(at - before.openedAt)}.`));
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

/** A title alone reads the same whether it begins or ends, so the sentence begins with what happened. */
function firedText(before: Incident, alert: Alert): string {
  const again = before.alerts.some(
    (one) => one.state !== "firing" && one.rule === alert.rule && sameGroup(one, alert),
  );
  return `${again ? "Fires again" : "Another alert fires"}, ${alert.severity}: ${alert.title}`;
}

function sameGroup(a: Alert, b: Alert): boolean {
  return canonicalJson(a.group) === canonicalJson(b.group);
}

function resolvedText(alert: Alert): string {
  const began = alert.firedAt ?? alert.startedAt;
  const lasted = durationWords((alert.resolvedAt ?? began) - began);
  return `Alert resolved after ${lasted}${resolvedBecause(alert)}: ${alert.title}`;
}

function resolvedBecause({ reason }: Alert): string {
  switch (reason) {
    case "rule_removed":
      return ", because its rule was removed or disabled";
    case "rule_changed":
      return ", because its rule was edited and does not see it any more";
    case "not_confirmed":
      return ", not confirmed: lines that came late show that it did not hold";
    case "no_data":
      return ", because no entries came any more";
    case "not_held":
    case null:
      return "";
  }
}
