import { alertId, nextAlert } from "../alerts/alert-record.ts";
import type { Continued } from "../alerts/continued.ts";
import type { Alert, Transition } from "../model/alert.ts";
import type { Incident } from "../model/incident.ts";
import { formatInstant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import type { SavedState } from "../ports/state-store.ts";
import {
  continueAlert,
  escalateAlert,
  type IncidentChange,
  joinIncident,
  openIncident,
  reopenIncident,
  resolveAlert,
} from "./incident-change.ts";
import { byWeight, incidentKey } from "./membership.ts";

/** What a transition made of its alert, and of an incident where it did. */
export interface Applied {
  readonly alert: Alert;
  readonly change: IncidentChange | undefined;
}

/** The incidents that something can still happen to, and the alerts that hold. */
export interface IncidentShelf {
  /** Undefined where the transition is of no alert that is known. */
  readonly apply: (transition: Transition) => Applied | undefined;
  /** An alert goes on under an edited rule; undefined where it is not known. */
  readonly goOn: (continued: Continued, at: number) => Applied | undefined;
  /** Of an alert that has ended, something is now known to be otherwise. */
  readonly correct: (alert: Alert, at: number) => Applied;
  readonly get: (number: number) => Incident | undefined;
  /** Replaces the incident of that number; `joined` are those of its alerts that may be new in it: all, by default. */
  readonly put: (incident: Incident, joined?: readonly Alert[]) => void;
  readonly all: () => Iterable<Incident>;
  /** Pending and firing. */
  readonly openAlerts: () => Iterable<Alert>;
  /** Takes away, and gives, what can neither be joined nor end any more. */
  readonly forgetOld: (to: number) => readonly Incident[];
}

export function createIncidentShelf(
  rules: ReadonlyMap<string, Rule>,
  reopenWithinMs: number,
  saved: SavedState,
): IncidentShelf {
  const alerts = new Map<string, Alert>(saved.openAlerts.map((alert) => [alert.id, alert]));
  const incidents = new Map<number, Incident>();
  // By key, the newest incident, which is the one that an alert could still join or reopen.
  const newest = new Map<string, number>();
  const memberOf = new Map<string, number>();
  for (const incident of [...saved.incidents].sort((a, b) => a.number - b.number)) {
    const sorted = [...incident.alerts].sort(byWeight);
    put({ ...incident, alerts: sorted });
  }
  let lastNumber = saved.lastIncidentNumber;

  function put(incident: Incident, joined: readonly Alert[] = incident.alerts): void {
    incidents.set(incident.number, incident);
    newest.set(incident.key, Math.max(incident.number, newest.get(incident.key) ?? 0));
    for (const alert of joined) memberOf.set(alert.id, incident.number);
  }

  function incidentChange(alert: Alert, before: Alert | undefined, at: number): IncidentChange | undefined {
    if (alert.state === "firing") return fire(alert, at);
    if (alert.state === "pending" || before?.state !== "firing") return undefined;
    const incident = incidents.get(memberOf.get(alert.id) ?? 0);
    return incident === undefined ? undefined : resolveAlert(incident, alert, at);
  }

  /** Its incident is the one that it has joined, whatever its labels say now. */
  function escalation(alert: Alert, before: Alert | undefined, at: number): IncidentChange | undefined {
    const incident = incidents.get(memberOf.get(alert.id) ?? 0);
    // What is as severe already, by what came late, has been told.
    if (incident === undefined || before === undefined || before.severity === alert.severity)
      return undefined;
    return escalateAlert(incident, alert, before.severity, at);
  }

  function fire(alert: Alert, at: number): IncidentChange | undefined {
    const rule = rules.get(alert.rule);
    if (rule === undefined) return undefined;
    const key = incidentKey(rule, alert);
    const incident = incidents.get(newest.get(key) ?? 0);
    if (incident === undefined || isOver(incident, at)) return openIncident(++lastNumber, key, alert, at);
    return incident.state === "resolved"
      ? reopenIncident(incident, alert, at)
      : joinIncident(incident, alert, at);
  }

  /** Resolved for longer than reopen_within: nothing can join it any more. */
  function isOver({ resolvedAt }: Incident, at: number): boolean {
    return resolvedAt !== undefined && at - resolvedAt > reopenWithinMs;
  }

  return {
    apply(transition) {
      const id = alertId(transition);
      const before = alerts.get(id);
      const alert = nextAlert(before, transition, rules.get(transition.rule));
      if (alert === undefined) return undefined;
      if (alert.state === "resolved") alerts.delete(id);
      else alerts.set(id, alert);
      const change =
        transition.escalatedTo === undefined
          ? incidentChange(alert, before, transition.at)
          : escalation(alert, before, transition.at);
      return { alert, change };
    },
    goOn({ id, rule, evidenceFrom, edited, amendedStart }, at) {
      const before = alerts.get(id);
      if (before === undefined) return undefined;
      const alert = {
        ...before,
        evidenceFrom: Math.min(before.evidenceFrom, evidenceFrom),
        ...(amendedStart === undefined ? {} : { amendedStart }),
      };
      alerts.set(id, alert);
      const incident = incidents.get(memberOf.get(id) ?? 0);
      const text = edited
        ? `The rule ${rule} was edited; this goes on under its new version: ${alert.title}`
        : amendedText(alert, amendedStart);
      return { alert, change: incident === undefined ? undefined : continueAlert(incident, alert, at, text) };
    },
    correct(alert, at) {
      const incident = incidents.get(memberOf.get(alert.id) ?? 0);
      const text =
        alert.notConfirmed === true
          ? `Lines that came late show that this did not hold: ${alert.title}`
          : amendedText(alert, alert.amendedStart);
      return { alert, change: incident === undefined ? undefined : continueAlert(incident, alert, at, text) };
    },
    get: (number) => incidents.get(number),
    put,
    all: () => incidents.values(),
    openAlerts: () => alerts.values(),
    forgetOld(to) {
      const forgotten: Incident[] = [];
      for (const incident of incidents.values()) {
        // One that a person resolved waits for the ends of its alerts.
        if (!isOver(incident, to) || incident.alerts.some((alert) => alert.state === "firing")) continue;
        incidents.delete(incident.number);
        if (newest.get(incident.key) === incident.number) newest.delete(incident.key);
        for (const alert of incident.alerts) memberOf.delete(alert.id);
        forgotten.push(incident);
      }
      return forgotten;
    },
  };
}

function amendedText(alert: Alert, amendedStart: number | undefined): string | undefined {
  if (amendedStart === undefined) return undefined;
  const [began, told] = [formatInstant(amendedStart), formatInstant(alert.startedAt)];
  return `Lines that came late show that it began at ${began}, not at ${told}: ${alert.title}`;
}
