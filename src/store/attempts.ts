import type { Database } from "better-sqlite3";
import type { StateWriter } from "../ports/state-store.ts";
import { attemptEvent } from "./attempt-event.ts";
import { createDeliveryReader } from "./delivery-rows.ts";
import { createIncidentWriter } from "./incident-rows.ts";

/** Keeps an attempt: its row, the delivery's new state and the incident's timeline, in one transaction. */
export function createAttemptRecorder(db: Database): StateWriter["recordAttempt"] {
  const deliveries = createDeliveryReader(db);
  const incidents = createIncidentWriter(db);
  const insert = db.prepare(
    `INSERT INTO attempts (delivery, at, state, failure_class, retry_after_ms, detail, reference, next_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const accept = db.prepare<[number, string | undefined, string]>(
    `UPDATE deliveries SET state = 'accepted', attempts = attempts + 1, accepted_at = ?, reference = ?
     WHERE id = ?`,
  );
  const tryAgain = db.prepare<[number, string, string]>(
    "UPDATE deliveries SET attempts = attempts + 1, due_at = ?, last_error = ? WHERE id = ?",
  );
  const giveUp = db.prepare<[string, string]>(
    "UPDATE deliveries SET state = 'dead', attempts = attempts + 1, last_error = ? WHERE id = ?",
  );

  const record: StateWriter["recordAttempt"] = ({ deliveryId, at, result, nextAt }) => {
    const delivery = deliveries.byId(deliveryId);
    if (delivery === undefined) throw new Error(`no delivery ${deliveryId} was ordered`);
    if (result.state === "accepted") {
      insert.run(deliveryId, at, "accepted", null, null, result.note, result.reference, null);
      accept.run(at, result.reference, deliveryId);
    } else {
      const { class: failure, retryAfterMs, detail } = result;
      insert.run(deliveryId, at, "failed", failure, retryAfterMs, detail, null, nextAt);
      if (nextAt === undefined) giveUp.run(detail, deliveryId);
      else tryAgain.run(nextAt, detail, deliveryId);
    }
    const event = attemptEvent(delivery, at, result, nextAt);
    if (event !== undefined) incidents.addEvent(event);
  };
  return db.transaction(record).immediate;
}
