import type { Database } from "better-sqlite3";
import type { Told } from "../model/told.ts";
import type { SavedTold } from "../ports/state-store.ts";

interface ToldRow {
  readonly incident: number;
  readonly receiver: string;
  readonly severity: string;
  readonly resolved: number;
  readonly reopened: number;
  readonly alerts: number;
  readonly at: number;
  readonly accepted_at: number | null;
}

/** Keeps what a receiver was told of an incident, in place of what they had been told before. */
export function createToldWriter(db: Database): (told: Told) => void {
  const upsert = db.prepare<[number, string, string, number, number, number, number]>(
    `INSERT INTO told (incident, receiver, severity, resolved, reopened, alerts, at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (incident, receiver) DO UPDATE SET severity = excluded.severity, resolved = excluded.resolved,
       reopened = excluded.reopened, alerts = excluded.alerts, at = excluded.at`,
  );
  return ({ incident, receiver, severity, resolved, reopened, alerts, at }) => {
    upsert.run(incident, receiver, severity, resolved ? 1 : 0, reopened, alerts, at);
  };
}

/** Who was told of an incident, with what of it was accepted and what still waits; edits are no news. */
export function createToldReader(db: Database): (incident: number) => readonly SavedTold[] {
  const ofIncident = db.prepare<[number], ToldRow>(
    `SELECT incident, receiver, severity, resolved, reopened, alerts, at,
       (SELECT max(accepted_at) FROM deliveries
        WHERE deliveries.incident = told.incident AND deliveries.receiver = told.receiver
          AND state = 'accepted' AND operation <> 'update') AS accepted_at
     FROM told WHERE incident = ? ORDER BY receiver`,
  );
  const waiting = db.prepare<[number, string], { readonly id: string }>(
    `SELECT id FROM deliveries WHERE incident = ? AND receiver = ? AND state = 'queued' AND operation <> 'update'
     ORDER BY lane, lane_order`,
  );
  return (incident) =>
    ofIncident.all(incident).map((row) => toldOf(row, waiting.all(row.incident, row.receiver)));
}

/** Row mapper: the columns were written from a Told. */
function toldOf(row: ToldRow, waiting: readonly { readonly id: string }[]): SavedTold {
  return {
    incident: row.incident,
    receiver: row.receiver,
    severity: row.severity as Told["severity"],
    resolved: row.resolved === 1,
    reopened: row.reopened,
    alerts: row.alerts,
    at: row.at,
    acceptedAt: row.accepted_at ?? undefined,
    waiting: waiting.map(({ id }) => id),
  };
}
