import type { SelfAlerts } from "../alerts/self-alerts.ts";
import type { IncidentBook } from "../incidents/incident-book.ts";
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

export interface DeskSettings {
  readonly book: IncidentBook;
  readonly writer: Pick<StateWriter, "commit" | "redeliver" | "recordAttempt">;
  readonly incident: (number: number) => Incident | undefined;
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
      writer.recordAttempt(attempt);
      const { deliveryId, at, result, nextAt } = attempt;
      if (nextAt === undefined) book.settled(deliveryId, result.state === "accepted" ? at : undefined);
    },
    look,
  };
}
