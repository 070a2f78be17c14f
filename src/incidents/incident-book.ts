import { alertId, nextAlert } from "../alerts/alert-record.ts";
import type { Alert, Transition } from "../model/alert.ts";
import type { Delivery, NotifyReason } from "../model/delivery.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Rule } from "../model/rule.ts";
import type { SavedState } from "../ports/state-store.ts";
import {
  event,
  type IncidentChange,
  joinIncident,
  openIncident,
  reopenIncident,
  resolveAlert,
} from "./incident-change.ts";
import { incidentKey } from "./membership.ts";
import { deliveriesFor, type NotifySettings, verdict } from "./notify-policy.ts";

export interface BookSettings extends NotifySettings {
  /** An alert this soon after its incident resolved reopens it; log time. */
  readonly reopenWithinMs: number;
}

export interface BookChanges {
  readonly alerts: readonly Alert[];
  readonly incidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
  readonly deliveries: readonly Delivery[];
}

/** What the alerts of a step do to incidents, and who is told. */
export interface IncidentBook {
  /**
   * Transitions of one step, in order, up to log time `to`. All are applied first; then, once, it is decided who is
   * told what. `now` is the wall clock.
   */
  readonly apply: (transitions: readonly Transition[], to: number, now: number) => BookChanges;
  /** Pending and firing alerts. */
  readonly openAlerts: () => readonly Alert[];
  readonly openIncidents: () => number;
}

/** What a step touches, collected before anybody is told. */
interface Step {
  readonly alerts: Map<string, Alert>;
  /** By incident number: what it was before the step. */
  readonly before: Map<number, Incident | undefined>;
  readonly after: Map<number, Incident>;
  readonly events: IncidentEvent[];
}

/** The order of deliveries is (log time of the step, place in it); beyond this many places the last is shared. */
const maxDeliveriesPerStep = 1000;

export function createIncidentBook(
  rules: ReadonlyMap<string, Rule>,
  settings: BookSettings,
  saved: SavedState,
): IncidentBook {
  const alerts = new Map<string, Alert>(saved.openAlerts.map((alert) => [alert.id, alert]));
  // By key, the newest incident that an alert could still join or reopen.
  const incidents = new Map<string, Incident>();
  const memberOf = new Map<string, string>();
  for (const incident of [...saved.incidents].sort((a, b) => a.number - b.number)) {
    incidents.set(incident.key, incident);
    for (const alert of incident.alerts) memberOf.set(alert.id, incident.key);
  }
  const notified = new Map(saved.notified);
  let lastNumber = saved.lastIncidentNumber;

  function applyTransition(transition: Transition, step: Step): void {
    const id = alertId(transition);
    const before = alerts.get(id);
    const alert = nextAlert(before, transition, rules.get(transition.rule));
    if (alert === undefined) return;
    step.alerts.set(id, alert);
    if (alert.state === "resolved") alerts.delete(id);
    else alerts.set(id, alert);
    const change = incidentChange(alert, before, transition.at);
    if (change !== undefined) keep(change, step);
  }

  function keep({ incident, events }: IncidentChange, step: Step): void {
    const current = incidents.get(incident.key);
    if (!step.before.has(incident.number)) {
      step.before.set(incident.number, current?.number === incident.number ? current : undefined);
    }
    step.after.set(incident.number, incident);
    step.events.push(...events);
    incidents.set(incident.key, incident);
  }

  function incidentChange(alert: Alert, before: Alert | undefined, at: number): IncidentChange | undefined {
    if (alert.state === "firing") return fire(alert, at);
    if (alert.state === "pending" || before?.state !== "firing") return undefined;
    const incident = incidents.get(memberOf.get(alert.id) ?? "");
    return incident === undefined ? undefined : resolveAlert(incident, alert, at);
  }

  function fire(alert: Alert, at: number): IncidentChange | undefined {
    const rule = rules.get(alert.rule);
    if (rule === undefined) return undefined;
    const key = incidentKey(rule, alert);
    memberOf.set(alert.id, key);
    const incident = incidents.get(key);
    if (incident === undefined || forgotten(incident, at)) return openIncident(++lastNumber, key, alert, at);
    return incident.state === "resolved"
      ? reopenIncident(incident, alert, at)
      : joinIncident(incident, alert, at);
  }

  function forgotten(incident: Incident, at: number): boolean {
    return incident.resolvedAt !== undefined && at - incident.resolvedAt > settings.reopenWithinMs;
  }

  /** Resolved for longer than reopen_within: nothing can join it any more. */
  function forgetOld(to: number): void {
    for (const [key, incident] of incidents) {
      if (!forgotten(incident, to)) continue;
      incidents.delete(key);
      notified.delete(incident.number);
      for (const alert of incident.alerts) memberOf.delete(alert.id);
    }
  }

  function decide(step: Step, after: Incident, now: number): NotifyReason | undefined {
    const told = (notified.get(after.number) ?? 0) > 0;
    const decided = verdict(step.before.get(after.number), after, told, now, settings);
    if (decided === undefined) return undefined;
    if ("tell" in decided) return decided.tell;
    step.events.push(event(after, now, "not_notified", `Nobody was told: ${decided.silent}.`));
    return undefined;
  }

  /** Once everything is judged: who is told what. */
  function notify(step: Step, to: number, now: number): readonly Delivery[] {
    const deliveries: Delivery[] = [];
    let place = 0;
    const nextOrder = (): number => to * maxDeliveriesPerStep + Math.min(place++, maxDeliveriesPerStep - 1);
    for (const after of [...step.after.values()]) {
      const reason = decide(step, after, now);
      if (reason === undefined) continue;
      const notification = (notified.get(after.number) ?? 0) + 1;
      notified.set(after.number, notification);
      const told: Incident = { ...after, toldAs: after.toldAs ?? after.title };
      step.after.set(told.number, told);
      if (incidents.get(told.key)?.number === told.number) incidents.set(told.key, told);
      deliveries.push(...deliveriesFor(told, reason, notification, now, settings, nextOrder));
    }
    return deliveries;
  }

  return {
    apply(transitions, to, now) {
      const step: Step = { alerts: new Map(), before: new Map(), after: new Map(), events: [] };
      for (const transition of transitions) applyTransition(transition, step);
      const deliveries = notify(step, to, now);
      forgetOld(to);
      const incidentsChanged = [...step.after.values()];
      return {
        alerts: [...step.alerts.values()],
        incidents: incidentsChanged,
        events: step.events,
        deliveries,
      };
    },
    openAlerts: () => [...alerts.values()],
    openIncidents: () => [...incidents.values()].filter((one) => one.state !== "resolved").length,
  };
}
