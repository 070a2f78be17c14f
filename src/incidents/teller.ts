import type { Alert } from "../model/alert.ts";
import type { Delivery, NotifyReason } from "../model/delivery.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { InhibitRule } from "../model/inhibit-rule.ts";
import type { Silence } from "../model/silence.ts";
import type { Told } from "../model/told.ts";
import type { SavedState } from "../ports/state-store.ts";
import type { Routing, Timings } from "./audience.ts";
import { event } from "./incident-change.ts";
import { createInhibitor, inhibitedWords } from "./inhibition.ts";
import { type News, type Picture, type Verdict, verdict, worst } from "./news.ts";
import { deliveriesFor, type Lane } from "./notify-policy.ts";
import { createReach } from "./reach.ts";
import { silencing } from "./silencing.ts";
import { createToldBook } from "./told-book.ts";
import { createUntoldReasons } from "./untold-reasons.ts";

export interface TellSettings extends Routing {
  /** Of all receivers that have a channel. */
  readonly lanes: readonly Lane[];
  /** What ended longer ago than this is on record, but nobody is told. */
  readonly catchUpMs: number;
  /** Who is told in place of a receiver that cannot be reached. */
  readonly fallbackReceiver?: string;
  /** Absent: none. */
  readonly inhibitRules?: readonly InhibitRule[];
}

/** What telling of one incident adds to what was decided. */
export interface Telling {
  /** The incident, which now has the title under which people know it. */
  readonly incident: Incident;
  readonly deliveries: readonly Delivery[];
  readonly told: readonly Told[];
  readonly events: readonly IncidentEvent[];
}

/** What happened to an incident in what is being decided. */
export interface Happened {
  readonly justResolved: boolean;
  /** Ids of alerts that fired or ended in it. */
  readonly touched: ReadonlySet<string>;
}

/** A message that could not be delivered. */
export interface Undelivered {
  readonly delivery: Delivery;
  /** What the peer answered, in one line, and what comes of it. */
  readonly why: string;
}

const nothingHappened: Happened = { justResolved: false, touched: new Set() };

/** Decides who is told; remembers who was. */
export interface Teller {
  readonly tell: (incident: Incident, happened: Happened, now: number) => Telling;
  /** Tells what a person did to those who know the incident: that somebody has it, now. */
  readonly tellDeed: (incident: Incident, reason: NotifyReason, now: number) => Telling;
  /**
   * Tells the fallback receiver that another one could not be told, through any channel but the one that failed;
   * undefined where it has none. From then on it hears of the incident like everybody who was told.
   */
  readonly tellInPlace: (incident: Incident, failed: Undelivered, now: number) => Telling | undefined;
  /** Order numbers of deliveries continue from here: they grow with log time, whatever came before. */
  readonly startAt: (position: number) => void;
  readonly setSilence: (silence: Silence) => void;
  readonly silence: (id: string) => Silence | undefined;
  readonly settled: (deliveryId: string, acceptedAt: number | undefined) => void;
  readonly forget: (incident: Incident) => void;
}

/** Orders of deliveries are log time times this, so that they grow over restarts and restored copies too. */
const ordersPerMs = 1000;

/** `everyAlert`: of all incidents that are held, since an alert of one can inhibit one of another. */
export function createTeller(
  settings: TellSettings,
  saved: SavedState,
  everyAlert: () => Iterable<Alert>,
): Teller {
  const inhibitor = createInhibitor(settings.inhibitRules ?? []);
  const told = createToldBook(saved.told);
  const reach = createReach(settings, settings.lanes);
  const untold = createUntoldReasons(saved);
  const silences = new Map(saved.silences.map((silence) => [silence.id, silence]));
  const notified = new Map(saved.notified);
  let order = saved.lastOrder;

  function placeOf(receiver: string): number {
    return settings.lanes.findIndex((lane) => lane.receiver === receiver);
  }

  function inhibited(alert: Alert): string | undefined {
    const source = inhibitor.by(alert, everyAlert());
    return source === undefined ? undefined : inhibitedWords(source);
  }

  function pictureOf(incident: Incident, { justResolved, touched }: Happened, now: number): Picture {
    const here = incident.alerts.filter((alert) => alert.state === "firing" || touched.has(alert.id));
    const alerts = silencing(here, silences.values(), now, inhibited);
    const audience = reach.of(here);
    return {
      incident,
      justResolved,
      alerts,
      audience,
      loudAudience: reach.of(alerts.loud, now),
      mutedBecause: (receiver) => reach.mutedBecause(alerts.loud, receiver, now),
      told: told.of(incident.number),
      reminderDue(receiver, { repeatIntervalMs }) {
        const last = told.lastHeard(incident.number, receiver);
        return last !== undefined && now - last >= repeatIntervalMs;
      },
      silences: silences.values(),
      now,
      catchUpMs: settings.catchUpMs,
    };
  }

  function untoldEvents(picture: Picture, { news, untold: why }: Verdict): readonly IncidentEvent[] {
    const { incident, alerts, audience, told: heard, justResolved, now } = picture;
    const nobody = news.length === 0 && heard.size === 0;
    if (why !== undefined) {
      return untold.record(
        incident,
        `${nobody ? "Nobody was told" : "Not everybody was told"}: ${why}.`,
        now,
      );
    }
    // Of one that was over before, there is nothing to tell anybody.
    if (!nobody || audience.size > 0 || (incident.state === "resolved" && !justResolved)) return [];
    const because = reach.nobodyBecause(incident, [...alerts.loud, ...alerts.silent]);
    return untold.record(incident, `Nobody was told: ${because}.`, now);
  }

  function send(
    incident: Incident,
    news: readonly News[],
    now: number,
    lanes = settings.lanes,
  ): readonly Delivery[] {
    if (news.length === 0) return [];
    const notification = (notified.get(incident.number) ?? 0) + 1;
    // In the order of the configuration: who was found first depends on what happened before a restart.
    const inOrder = [...news].sort((a, b) => placeOf(a.receiver) - placeOf(b.receiver));
    const deliveries = inOrder.flatMap((one) =>
      deliveriesFor(incident, one, notification, now, lanes, () => ++order),
    );
    if (deliveries.length > 0) notified.set(incident.number, notification);
    told.ordered(deliveries);
    return deliveries;
  }

  function inPlaceOf({ delivery, why }: Undelivered, receiver: string, incident: Incident): News {
    const known = told.of(incident.number).has(receiver);
    const over = incident.state === "resolved";
    return {
      receiver,
      reason: known ? (over ? "resolved" : "reminder") : over ? "opened_and_resolved" : "opened",
      timings: { groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: 0 },
      notice: `${delivery.receiver} could not be told of this by ${delivery.channel}: ${why}`,
    };
  }

  function record(picture: Picture, { receiver, reason }: News): Told {
    const { incident, now } = picture;
    const before = told.of(incident.number).get(receiver);
    const fresh = before === undefined || reason === "reopened";
    const one: Told = {
      incident: incident.number,
      receiver,
      severity: fresh ? worstOf(picture) : worst(picture.alerts.loud, before.severity),
      resolved: incident.state === "resolved",
      reopened: incident.reopened,
      alerts: incident.alerts.length,
      at: reason === "updated" && before !== undefined ? before.at : now,
    };
    told.set(one);
    return one;
  }

  return {
    tell(incident, happened, now) {
      const picture = pictureOf(incident, happened, now);
      const decided = verdict(picture);
      const { news } = decided;
      const known = news.length === 0 ? incident : { ...incident, toldAs: incident.toldAs ?? incident.title };
      const events = untoldEvents(picture, decided);
      return {
        incident: known,
        deliveries: send(known, news, now),
        events,
        told: news.map((one) => record(picture, one)),
      };
    },
    tellDeed(incident, reason, now) {
      const timings: Timings = { groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: 0 };
      const news = [...told.of(incident.number).values()]
        .filter((one) => !one.resolved)
        .map(({ receiver }): News => ({ receiver, reason, timings, notice: undefined }));
      return { incident, deliveries: send(incident, news, now), events: [], told: [] };
    },
    tellInPlace(incident, failed, now) {
      const { delivery } = failed;
      const lanes = settings.lanes.filter(
        (lane) => lane.receiver === settings.fallbackReceiver && lane.lane !== delivery.lane,
      );
      const [first] = lanes;
      if (first === undefined) return undefined;
      const news = inPlaceOf(failed, first.receiver, incident);
      const known = { ...incident, toldAs: incident.toldAs ?? incident.title };
      const deliveries = send(known, [news], now, lanes).map((one) => ({
        ...one,
        standsFor: delivery.receiver,
      }));
      const text = `${first.receiver} is told in place of ${delivery.receiver}, which could not be told by ${delivery.channel}.`;
      return {
        incident: known,
        deliveries,
        events: [event(incident, now, "delivery_failed", text)],
        told: [record(pictureOf(incident, nothingHappened, now), news)],
      };
    },
    startAt(position) {
      order = Math.max(order, position * ordersPerMs);
    },
    setSilence: (silence) => silences.set(silence.id, silence),
    silence: (id) => silences.get(id),
    settled: told.settled,
    forget({ number, alerts }) {
      told.forget(number);
      notified.delete(number);
      untold.forget(number);
      reach.forget(alerts);
    },
  };
}

/** The worst that is loud; what was told as it ended has nothing louder left. */
function worstOf(picture: Picture): Told["severity"] {
  const [first] = picture.alerts.loud;
  return worst(picture.alerts.loud, first?.severity ?? picture.incident.severity);
}
