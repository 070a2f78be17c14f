import type { Database } from "better-sqlite3";
import type { PastIncident } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";

interface PastRow {
  readonly number: number;
  readonly title: string;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
}

/** Earlier incidents of the same tenant and values of incident_by that are over, the newest first. */
export type PastIncidentsReader = (incident: Pick<Incident, "number" | "key">, limit: number) => PastList;

export interface PastList {
  readonly newest: readonly PastIncident[];
  readonly total: number;
}

export function createPastIncidentsReader(db: Database): PastIncidentsReader {
  const earlier = db.prepare<[string, number, number], PastRow>(
    `SELECT number, title, opened_at AS openedAt, resolved_at AS resolvedAt FROM incidents
     WHERE incident_key = ? AND number < ? AND state = 'resolved' ORDER BY number DESC LIMIT ?`,
  );
  const count = db.prepare<[string, number], { readonly total: number }>(
    `SELECT count(*) AS total FROM incidents WHERE incident_key = ? AND number < ? AND state = 'resolved'`,
  );
  const lastOf = db.prepare<[number, string], { readonly text: string }>(
    "SELECT text FROM incident_events WHERE incident = ? AND kind = ? ORDER BY id DESC LIMIT 1",
  );
  return ({ key, number }, limit) => ({
    total: count.get(key, number)?.total ?? 0,
    newest: earlier.all(key, number, limit).map((row) => ({
      ...row,
      resolvedAt: row.resolvedAt ?? row.openedAt,
      ended: lastOf.get(row.number, "resolved")?.text,
      note: lastOf.get(row.number, "note")?.text,
    })),
  });
}
