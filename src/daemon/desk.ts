import type { SelfAlerts } from "../alerts/self-alerts.ts";
import type { IncidentBook } from "../incidents/incident-book.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Incident } from "../model/incident.ts";
import type { ActionResult, IncidentAction } from "../model/incident-action.ts";
import type { Silence } from "../model/silence.ts";
import type { Clock } from "../ports/clock.ts";
import type { Decisions, StateWriter } from "../ports/state-store.ts";

/** What people do, done where state is written: each is one transaction with what follows from it. */
export interface Desk {
  readonly act: (action: IncidentAction) => ActionResult;
  readonly saveSilence: (silence: Silence) => void;
  readonly expireSilence: (id: string, by: string) => boolean;
  readonly redeliver: (deliveryId: string, by: string) => boolean;
  readonly recordAttempt: StateWriter["recordAttempt"];
  /** Tells what is due because time has passed. */
  readonly look: () => void;
}

type Attempt = Parameters<StateWriter["recordAttempt"]>[0];

export interface DeskSettings {
  readonly book: IncidentBook;
  readonly writer: Pick<StateWriter, "commit" | "redeliver" | "recordAttempt">;
  readonly incident: (number: number) => Incident | undefined;
  readonly deliveries: (incident: number) => readonly Delivery[];
  readonly delivery: (id: string) => Delivery | undefined;
  readonly clock: Clock;
  /** Log time up to which everything has been judged; undefined where nothing has. */
  readonly position: () => number | undefined;
  /** What was on record and what is judged agree; before, nothing is told that nobody asked for. */
  readonly whole: () => boolean;
  /** What Tocsin found out about itself, where that is watched. */
  readonly selfAlerts?: Pick<SelfAlerts, "take">;
  /** Called where something was ordered or queued again. */
  readonly onOrdered: () => void;
}

export function createDesk(settings: DeskSettings): Desk {
  const { book, writer, clock, onOrdered } = settings;

  function commit(decisions: Decisions | undefined): void {
    if (decisions === undefined) return;
    writer.commit(decisions);
    if (decisions.deliveries.length > 0) onOrdered();
  }

  function look(): void {
    const now = clock.now();
    const position = settings.position();
    // In a fresh directory there is nothing that the picture could lack.
    if (settings.whole() || position === undefined) tellOfItself(position ?? now, now);
    if (settings.whole()) commit(book.look(now));
  }

  function tellOfItself(at: number, now: number): void {
    const transitions = settings.selfAlerts?.take(at) ?? [];
    if (transitions.length > 0) commit(book.apply(transitions, at, now));
  }

  /**
   * What cannot be delivered goes to the fallback receiver: once given up, or once somebody has to mend the
   * configuration; one message for each receiver of an incident. What stands in for another goes no further.
   */
  function inPlace({ deliveryId, at, result, nextAt }: Attempt): Decisions | undefined {
    if (result.state === "accepted" || (nextAt !== undefined && result.class !== "configuration"))
      return undefined;
    const delivery = settings.delivery(deliveryId);
    if (delivery === undefined || delivery.standsFor !== undefined) return undefined;
    const before = settings.deliveries(delivery.incident);
    if (before.some((one) => one.standsFor === delivery.receiver)) return undefined;
    // The line in the store begins with its class, which says nothing to whoever reads the message.
    const detail = result.detail.replace(`${result.class}: `, "");
    const next = nextAt === undefined ? "it was given up" : "it is tried again every five minutes";
    return book.undelivered({ delivery, why: `${detail}; ${next}.` }, at, settings.incident);
  }

  return {
    act(action) {
      const now = clock.now();
      const moment = { now, position: settings.position() ?? now };
      const { result, decisions } = book.act(action, moment, settings.incident);
      commit(decisions);
      return result;
    },
    saveSilence(silence) {
      commit(book.saveSilence(silence));
      look();
    },
    expireSilence(id, by) {
      const decisions = book.endSilence(id, by, clock.now());
      commit(decisions);
      look();
      return decisions !== undefined;
    },
    redeliver(deliveryId, by) {
      const queued = writer.redeliver({ deliveryId, by, at: clock.now() });
      if (queued) onOrdered();
      return queued;
    },
    recordAttempt(attempt) {
      const { deliveryId, at, result, nextAt } = attempt;
      const decisions = inPlace(attempt);
      writer.recordAttempt(decisions === undefined ? attempt : { ...attempt, decisions });
      if (decisions !== undefined) onOrdered();
      if (nextAt === undefined) book.settled(deliveryId, result.state === "accepted" ? at : undefined);
    },
    look,
  };
}
