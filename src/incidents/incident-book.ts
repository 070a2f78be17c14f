import type { Continued } from "../alerts/continued.ts";
import type { Alert, Transition } from "../model/alert.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { ActionResult, IncidentAction } from "../model/incident-action.ts";
import type { Rule } from "../model/rule.ts";
import type { Silence } from "../model/silence.ts";
import type { Decisions, SavedState } from "../ports/state-store.ts";
import { actOn, type Moment } from "./actions.ts";
import { type Applied, createIncidentShelf } from "./incident-shelf.ts";
import { createTeller, type Happened, type Telling, type TellSettings, type Undelivered } from "./teller.ts";

export interface BookSettings extends TellSettings {
  /** An alert this soon after its incident resolved reopens it; log time. */
  readonly reopenWithinMs: number;
}

/** What becomes of incidents, and who is told: by what the engine sees, by people, and as time passes. */
export interface IncidentBook {
  /**
   * Transitions of one step, in order, up to log time `to`. All are applied first; then, once, it is decided who is
   * told what. `now` is the wall clock; `continued`: alerts that go on under an edited rule.
   */
  readonly apply: (
    transitions: readonly Transition[],
    to: number,
    now: number,
    continued?: readonly Continued[],
    corrected?: readonly Alert[],
  ) => Decisions;
  /**
   * What is due because time has passed: news that a silence held back, reminders. Only once what was judged is
   * whole; undefined where nothing is.
   */
  readonly look: (now: number) => Decisions | undefined;
  /** `stored` finds incidents that this book has let go: a note can still be added to them. */
  readonly act: (
    action: IncidentAction,
    moment: Moment,
    stored: (incident: number) => Incident | undefined,
  ) => { readonly result: ActionResult; readonly decisions: Decisions | undefined };
  /** Also replaces the silence of the same id. What it holds back, or no longer does, the next look tells. */
  readonly saveSilence: (silence: Silence) => Decisions;
  /** Undefined where there is no such silence that is still to end. */
  readonly endSilence: (id: string, by: string, now: number) => Decisions | undefined;
  /** A delivery will not be tried again: accepted at that time, or given up. */
  readonly settled: (deliveryId: string, acceptedAt: number | undefined) => void;
  /** Has the fallback receiver told in place of one that could not be; undefined where there is none. */
  readonly undelivered: (
    failed: Undelivered,
    now: number,
    stored: (incident: number) => Incident | undefined,
  ) => Decisions | undefined;
  /** Pending and firing alerts. */
  readonly openAlerts: () => readonly Alert[];
  readonly openIncidents: () => number;
}

export const nothingDecided: Decisions = {
  alerts: [],
  incidents: [],
  events: [],
  deliveries: [],
  told: [],
  silences: [],
};

const asItIs: Happened = { justResolved: false, touched: new Set() };

export function createIncidentBook(
  rules: ReadonlyMap<string, Rule>,
  settings: BookSettings,
  saved: SavedState,
): IncidentBook {
  const shelf = createIncidentShelf(rules, settings.reopenWithinMs, saved);
  const teller = createTeller(settings, saved, everyAlert);

  function* everyAlert(): Generator<Alert> {
    for (const { alerts } of shelf.all()) yield* alerts;
  }

  /** Incidents as they are after telling, with all that goes with it. */
  function gather(tellings: readonly Telling[], events: readonly IncidentEvent[]): Decisions {
    for (const { incident } of tellings) shelf.put(incident, []);
    return {
      ...nothingDecided,
      incidents: tellings.map((one) => one.incident),
      events: [...events, ...tellings.flatMap((one) => one.events)],
      deliveries: tellings.flatMap((one) => one.deliveries),
      told: tellings.flatMap((one) => one.told),
    };
  }

  function open(): readonly Incident[] {
    return [...shelf.all()].filter((incident) => incident.state !== "resolved");
  }

  /** Of the open incidents, those about which there is something to tell or to put on record. */
  function lookAtOpen(now: number): Decisions {
    const tellings = open().map((incident) => teller.tell(incident, asItIs, now));
    return gather(
      tellings.filter((one) => one.deliveries.length + one.told.length + one.events.length > 0),
      [],
    );
  }

  function saveSilence(silence: Silence): Decisions {
    teller.setSilence(silence);
    return { ...nothingDecided, silences: [silence] };
  }

  return {
    apply(transitions, to, now, continued = [], corrected = []) {
      const alerts = new Map<string, Alert>();
      const wasOver = new Map<number, boolean>();
      const events: IncidentEvent[] = [];
      function take(applied: Applied | undefined): void {
        if (applied === undefined) return;
        alerts.set(applied.alert.id, applied.alert);
        if (applied.change === undefined) return;
        const { incident } = applied.change;
        if (!wasOver.has(incident.number)) {
          wasOver.set(incident.number, shelf.get(incident.number)?.state === "resolved");
        }
        events.push(...applied.change.events);
        shelf.put(incident, [applied.alert]);
      }
      for (const one of continued) take(shelf.goOn(one, to));
      for (const alert of corrected) take(shelf.correct(alert, to));
      for (const transition of transitions) take(shelf.apply(transition));
      teller.startAt(to);
      const touched = new Set(alerts.keys());
      const tellings = [...wasOver].flatMap(([number, over]) => {
        const incident = shelf.get(number);
        if (incident === undefined) return [];
        const justResolved = incident.state === "resolved" && (!over || cameBack(incident, events));
        return [teller.tell(incident, { justResolved, touched }, now)];
      });
      const decided = gather(tellings, events);
      for (const incident of shelf.forgetOld(to)) teller.forget(incident);
      return { ...decided, alerts: [...alerts.values()] };
    },
    look(now) {
      const decided = lookAtOpen(now);
      return decided.incidents.length === 0 ? undefined : decided;
    },
    act(action, moment, stored) {
      const incident = shelf.get(action.incident) ?? stored(action.incident);
      const acted = actOn(incident, action, moment);
      if ("refused" in acted)
        return { result: { state: "refused", why: acted.refused }, decisions: undefined };
      return {
        result: { state: "done" },
        decisions: decideDeed(action, acted.incident, acted.events, moment.now),
      };
    },
    saveSilence,
    endSilence(id, by, now) {
      const silence = teller.silence(id);
      if (silence === undefined || silence.endsAt <= now) return undefined;
      return saveSilence({ ...silence, startsAt: Math.min(silence.startsAt, now), endsAt: now, endedBy: by });
    },
    settled: teller.settled,
    undelivered(failed, now, stored) {
      const number = failed.delivery.incident;
      const held = shelf.get(number);
      const incident = held ?? stored(number);
      const telling = incident === undefined ? undefined : teller.tellInPlace(incident, failed, now);
      if (telling === undefined) return undefined;
      if (held !== undefined) return gather([telling], []);
      const { deliveries, events } = telling;
      return { ...nothingDecided, incidents: [telling.incident], deliveries, events, told: telling.told };
    },
    openAlerts: () => [...shelf.openAlerts()],
    openIncidents: () => open().length,
  };

  function decideDeed(
    action: IncidentAction,
    incident: Incident,
    events: readonly IncidentEvent[],
    now: number,
  ): Decisions {
    switch (action.type) {
      case "note":
        return { ...nothingDecided, events };
      case "acknowledge":
        return gather([teller.tellDeed(incident, "acknowledged", now)], events);
      case "assign":
        return gather([teller.tellDeed(incident, "assigned", now)], events);
      case "resolve":
        return gather([teller.tell(incident, { justResolved: true, touched: new Set() }, now)], events);
    }
  }
}

/** It reopened and ended within what was just applied. */
function cameBack(incident: Incident, events: readonly IncidentEvent[]): boolean {
  return events.some((one) => one.incident === incident.number && one.kind === "reopened");
}
