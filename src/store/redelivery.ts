import type { Database } from "better-sqlite3";
import type { StateWriter } from "../ports/state-store.ts";
import { createDeliveryReader } from "./delivery-rows.ts";
import { createIncidentWriter } from "./incident-rows.ts";

/**
 * Queues a dead delivery again, and says on the timeline who wanted it. It starts over, except that one which may
 * have been accepted is still looked up before it is sent: its last error says so.
 */
export function createRedelivery(db: Database): StateWriter["redeliver"] {
  const deliveries = createDeliveryReader(db);
  const incidents = createIncidentWriter(db);
  const queue = db.prepare<[{ readonly at: number; readonly id: string }]>(
    `UPDATE deliveries SET state = 'queued', attempts = 0, due_at = $at, decided_at = $at, resent_at = $at,
       last_error = CASE (SELECT failure_class FROM attempts WHERE delivery = deliveries.id ORDER BY id DESC LIMIT 1)
         WHEN 'ambiguous' THEN last_error END
     WHERE id = $id AND state = 'dead'`,
  );
  const redeliver: StateWriter["redeliver"] = ({ deliveryId, by, at }) => {
    const delivery = deliveries.byId(deliveryId);
    if (delivery?.state !== "dead") return false;
    queue.run({ at, id: deliveryId });
    const { incident, channel, operation, receiver } = delivery;
    const text = `${by} had the ${channel} ${operation} to ${receiver} sent again (${deliveryId}).`;
    incidents.addEvent({ incident, at, kind: "resent", text });
    return true;
  };
  return db.transaction(redeliver).immediate;
}
