import type { Database } from "better-sqlite3";
import type { Delivery } from "../model/delivery.ts";
import type { DeliveryCounts, StateReader } from "../ports/state-store.ts";

interface DeliveryRow {
  readonly id: string;
  readonly incident: number;
  readonly lane_order: number;
  readonly receiver: string;
  readonly channel: string;
  readonly lane: string;
  readonly operation: string;
  readonly reason: string;
  readonly notice: string | null;
  readonly state: string;
  readonly created_at: number;
  readonly due_at: number;
  readonly decided_at: number | null;
  readonly resent_at: number | null;
  readonly stands_for: string | null;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly accepted_at: number | null;
  readonly reference: string | null;
}

const COLUMNS = `id, incident, lane_order, receiver, channel, lane, operation, reason, notice, state, created_at,
  due_at, decided_at, resent_at, stands_for, attempts, last_error, accepted_at, reference`;

/** Orders a delivery. One that is known already stays as it is: its id is deterministic, so it was ordered before. */
export function createDeliveryWriter(db: Database): (delivery: Delivery) => void {
  const insert = db.prepare(
    `INSERT INTO deliveries (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  return (delivery) => {
    insert.run(
      delivery.id,
      delivery.incident,
      delivery.order,
      delivery.receiver,
      delivery.channel,
      delivery.lane,
      delivery.operation,
      delivery.reason,
      delivery.notice,
      delivery.state,
      delivery.createdAt,
      delivery.dueAt,
      delivery.decidedAt,
      delivery.resentAt,
      delivery.standsFor,
      delivery.attempts,
      delivery.lastError,
      delivery.acceptedAt,
      delivery.reference,
    );
  };
}

export interface DeliveryReader {
  readonly byId: (id: string) => Delivery | undefined;
  readonly ofIncident: (incident: number) => readonly Delivery[];
  readonly queued: () => readonly Delivery[];
  readonly recent: StateReader["recentDeliveries"];
  readonly rootReference: (incident: number, lane: string) => string | undefined;
  readonly counts: () => DeliveryCounts;
  /** The highest notification number of each incident. */
  readonly notified: () => ReadonlyMap<number, number>;
  /** The highest order of all; 0 where there is none. */
  readonly lastOrder: () => number;
}

export function createDeliveryReader(db: Database): DeliveryReader {
  const byId = db.prepare<[string], DeliveryRow>(`SELECT ${COLUMNS} FROM deliveries WHERE id = ?`);
  const ofIncident = db.prepare<[number], DeliveryRow>(
    `SELECT ${COLUMNS} FROM deliveries WHERE incident = ? ORDER BY lane, lane_order`,
  );
  const queued = db.prepare<[], DeliveryRow>(
    `SELECT ${COLUMNS} FROM deliveries WHERE state = 'queued' ORDER BY lane, lane_order`,
  );
  const recent = db.prepare<[string | null, string | null, number], DeliveryRow>(
    `SELECT ${COLUMNS} FROM deliveries WHERE ? IS NULL OR state = ? ORDER BY lane_order DESC, id LIMIT ?`,
  );
  const lastOrder = db.prepare<[], { readonly last: number | null }>(
    "SELECT max(lane_order) AS last FROM deliveries",
  );
  const root = db.prepare<[number, string], { readonly reference: string | null }>(
    `SELECT reference FROM deliveries
     WHERE incident = ? AND lane = ? AND state = 'accepted' AND operation IN ('post', 'mail', 'hook')
     ORDER BY lane_order LIMIT 1`,
  );
  const newRoot = db.prepare<[number, string], { readonly reference: string | null }>(
    `SELECT reference FROM deliveries WHERE incident = ? AND lane = ? AND state = 'accepted' AND new_root = 1
     ORDER BY lane_order DESC LIMIT 1`,
  );
  const counts = db.prepare<[], { readonly state: string; readonly rows: number }>(
    "SELECT state, count(*) AS rows FROM deliveries GROUP BY state",
  );
  // An id is INC-42/2/…; a cast takes the digits after the first slash.
  const notified = db.prepare<[], { readonly incident: number; readonly notifications: number }>(
    `SELECT incident, max(CAST(substr(id, instr(id, '/') + 1) AS INTEGER)) AS notifications
     FROM deliveries GROUP BY incident`,
  );
  return {
    byId(id) {
      const row = byId.get(id);
      return row === undefined ? undefined : deliveryOf(row);
    },
    ofIncident: (incident) => ofIncident.all(incident).map(deliveryOf),
    queued: () => queued.all().map(deliveryOf),
    recent: ({ limit, state = null }) => recent.all(state, state, limit).map(deliveryOf),
    lastOrder: () => lastOrder.get()?.last ?? 0,
    rootReference: (incident, lane) =>
      (newRoot.get(incident, lane) ?? root.get(incident, lane))?.reference ?? undefined,
    counts() {
      const rows = new Map(counts.all().map(({ state, rows }) => [state, rows]));
      return {
        queued: rows.get("queued") ?? 0,
        accepted: rows.get("accepted") ?? 0,
        dead: rows.get("dead") ?? 0,
      };
    },
    notified: () => new Map(notified.all().map((row) => [row.incident, row.notifications])),
  };
}

/** Row mapper: the columns were written from a Delivery, and the state is checked by the table. */
function deliveryOf(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    incident: row.incident,
    order: row.lane_order,
    receiver: row.receiver,
    channel: row.channel as Delivery["channel"],
    lane: row.lane,
    operation: row.operation as Delivery["operation"],
    reason: row.reason as Delivery["reason"],
    ...(row.notice === null ? {} : { notice: row.notice }),
    state: row.state as Delivery["state"],
    createdAt: row.created_at,
    dueAt: row.due_at,
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
    ...(row.resent_at === null ? {} : { resentAt: row.resent_at }),
    ...(row.stands_for === null ? {} : { standsFor: row.stands_for }),
    attempts: row.attempts,
    lastError: row.last_error ?? undefined,
    acceptedAt: row.accepted_at ?? undefined,
    reference: row.reference ?? undefined,
  };
}
