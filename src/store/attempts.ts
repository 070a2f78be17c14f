import type { Database } from "better-sqlite3";
import type { Decisions, StateWriter } from "../ports/state-store.ts";
import { attemptEvent } from "./attempt-event.ts";
import { createDeliveryReader } from "./delivery-rows.ts";
import { createIncidentWriter } from "./incident-rows.ts";

/** Keeps an attempt: its row, the delivery's new state, the incident's timeline and what follows, in one transaction. */
export function createAttemptRecorder(
  db: Database,
  keep: (decisions: Decisions) => void,
): StateWriter["recordAttempt"] {
  const deliveries = createDeliveryReader(db);
  const incidents = createIncidentWriter(db);
  const insert = db.prepare(
    `INSERT INTO attempts (delivery, at, state, failure_class, retry_after_ms, detail, reference, next_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const accept = db.prepare<[number, string | undefined, number, string]>(
    `UPDATE deliveries SET state = 'accepted', attempts = attempts + 1, accepted_at = ?, reference = ?, new_root = ?
     WHERE id = ?`,
  );
  const tryAgain = db.prepare<[number, number, string, string]>(
    "UPDATE deliveries SET attempts = attempts + 1, due_at = ?, decided_at = ?, last_error = ? WHERE id = ?",
  );
  const giveUp = db.prepare<[string, string]>(
    "UPDATE deliveries SET state = 'dead', attempts = attempts + 1, last_error = ? WHERE id = ?",
  );

  const record: StateWriter["recordAttempt"] = (attempt) => {
    const { deliveryId, at, result, nextAt, newRoot = false, decisions } = attempt;
    const delivery = deliveries.byId(deliveryId);
    if (delivery === undefined) throw new Error(`no delivery ${deliveryId} was ordered`);
    if (result.state === "accepted") {
      insert.run(deliveryId, at, "accepted", null, null, result.note, result.reference, null);
      accept.run(at, result.reference, newRoot ? 1 : 0, deliveryId);
    } else {
      const { class: failure, retryAfterMs, detail } = result;
      insert.run(deliveryId, at, "failed", failure, retryAfterMs, detail, null, nextAt);
      if (nextAt === undefined) giveUp.run(detail, deliveryId);
      else tryAgain.run(nextAt, at, detail, deliveryId);
    }
    const event = attemptEvent(delivery, at, result, nextAt);
    if (event !== undefined) incidents.addEvent(event);
    if (decisions !== undefined) keep(decisions);
  };
  return db.transaction(record).immediate;
}
