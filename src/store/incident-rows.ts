import type { Database } from "better-sqlite3";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import { createIncidentAlertsReader } from "./alert-rows.ts";

interface IncidentRow {
  readonly number: number;
  readonly incident_key: string;
  readonly tenant: string | null;
  readonly state: string;
  readonly severity: string;
  readonly title: string;
  readonly told_as: string | null;
  readonly opened_at: number;
  readonly resolved_at: number | null;
  readonly reopened: number;
  readonly owner: string | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: number | null;
}

const COLUMNS = `number, incident_key, tenant, state, severity, title, told_as, opened_at, resolved_at, reopened,
  owner, acknowledged_by, acknowledged_at`;

export interface IncidentWriter {
  /** Stores the incident and which alerts it has; the alerts themselves must be stored already. */
  readonly save: (incident: Incident) => void;
  readonly addEvent: (event: IncidentEvent) => void;
}

export function createIncidentWriter(db: Database): IncidentWriter {
  const upsert = db.prepare(
    `INSERT INTO incidents (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (number) DO UPDATE SET state = excluded.state, severity = excluded.severity,
       title = excluded.title, told_as = excluded.told_as, opened_at = excluded.opened_at, resolved_at = excluded.resolved_at,
       reopened = excluded.reopened, owner = excluded.owner,
       acknowledged_by = excluded.acknowledged_by, acknowledged_at = excluded.acknowledged_at`,
  );
  const dropAlerts = db.prepare<[number]>("DELETE FROM incident_alerts WHERE incident = ?");
  const addAlert = db.prepare<[number, number, string]>(
    "INSERT INTO incident_alerts (incident, place, alert) VALUES (?, ?, ?)",
  );
  const insertEvent = db.prepare<[number, number, string, string]>(
    "INSERT INTO incident_events (incident, at, kind, text) VALUES (?, ?, ?, ?)",
  );
  return {
    save(incident) {
      const { number, key, tenant, state, severity, title, toldAs } = incident;
      const { openedAt, resolvedAt, reopened, owner, acknowledged } = incident;
      const opened = [openedAt, resolvedAt, reopened, owner, acknowledged?.by, acknowledged?.at];
      upsert.run(number, key, tenant, state, severity, title, toldAs, ...opened);
      dropAlerts.run(number);
      for (const [place, alert] of incident.alerts.entries()) addAlert.run(number, place, alert.id);
    },
    addEvent({ incident, at, kind, text }) {
      insertEvent.run(incident, at, kind, text);
    },
  };
}

export interface IncidentReader {
  /** The newest, newest first. */
  readonly newest: (limit: number) => readonly Incident[];
  readonly byNumber: (number: number) => Incident | undefined;
  /** Open and acknowledged ones, by number. */
  readonly open: () => readonly Incident[];
  /** Open and acknowledged ones, those resolved at or after `since`, and those with an alert that fires; by number. */
  readonly openOrResolvedSince: (since: number) => readonly Incident[];
  /** 0 where there is none. */
  readonly lastNumber: () => number;
  /** The timeline, in the order in which it was told. */
  readonly events: (incident: number) => readonly IncidentEvent[];
  /** The last reason why somebody was not told. */
  readonly lastUntold: (incident: number) => string | undefined;
}

export function createIncidentReader(db: Database): IncidentReader {
  const alertsOf = createIncidentAlertsReader(db);
  const newest = db.prepare<[number], IncidentRow>(
    `SELECT ${COLUMNS} FROM incidents ORDER BY number DESC LIMIT ?`,
  );
  const byNumber = db.prepare<[number], IncidentRow>(`SELECT ${COLUMNS} FROM incidents WHERE number = ?`);
  const current = db.prepare<[number], IncidentRow>(
    `SELECT ${COLUMNS} FROM incidents WHERE state <> 'resolved'
     UNION
     SELECT ${COLUMNS} FROM incidents WHERE state = 'resolved' AND resolved_at >= ?
     UNION
     SELECT ${COLUMNS} FROM incidents WHERE number IN
       (SELECT incident FROM incident_alerts
        WHERE alert IN (SELECT id FROM alerts WHERE state <> 'resolved'))
     ORDER BY number`,
  );
  const open = db.prepare<[], IncidentRow>(
    `SELECT ${COLUMNS} FROM incidents WHERE state <> 'resolved' ORDER BY number`,
  );
  const lastNumber = db.prepare<[], { readonly number: number | null }>(
    "SELECT max(number) AS number FROM incidents",
  );
  const events = db.prepare<[number], IncidentEvent>(
    "SELECT incident, at, kind, text FROM incident_events WHERE incident = ? ORDER BY id",
  );
  const lastUntold = db.prepare<[number], { readonly text: string }>(
    `SELECT text FROM incident_events WHERE incident = ? AND kind = 'not_notified' ORDER BY id DESC LIMIT 1`,
  );
  const incidentOf = (row: IncidentRow): Incident => toIncident(row, alertsOf(row.number));
  return {
    newest: (limit) => newest.all(limit).map(incidentOf),
    byNumber(number) {
      const row = byNumber.get(number);
      return row === undefined ? undefined : incidentOf(row);
    },
    open: () => open.all().map(incidentOf),
    openOrResolvedSince: (since) => current.all(since).map(incidentOf),
    lastNumber: () => lastNumber.get()?.number ?? 0,
    events: (incident) => events.all(incident),
    lastUntold: (incident) => lastUntold.get(incident)?.text,
  };
}

/** Row mapper: the columns were written from an Incident, and the state is checked by the table. */
function toIncident(row: IncidentRow, alerts: Incident["alerts"]): Incident {
  return {
    number: row.number,
    key: row.incident_key,
    tenant: row.tenant ?? undefined,
    state: row.state as Incident["state"],
    severity: row.severity as Incident["severity"],
    title: row.title,
    toldAs: row.told_as ?? undefined,
    openedAt: row.opened_at,
    resolvedAt: row.resolved_at ?? undefined,
    reopened: row.reopened,
    owner: row.owner ?? undefined,
    ...(row.acknowledged_by === null
      ? {}
      : { acknowledged: { by: row.acknowledged_by, at: row.acknowledged_at ?? 0 } }),
    alerts,
  };
}
