import type { Database } from "better-sqlite3";
import type { Alert, AlertValue } from "../model/alert.ts";

interface AlertRow {
  readonly id: string;
  readonly rule: string;
  readonly tenant: string | null;
  readonly state: string;
  readonly severity: string;
  readonly title: string;
  readonly group_values: string;
  readonly labels: string;
  readonly started_at: number;
  readonly fired_at: number | null;
  readonly resolved_at: number | null;
  readonly reason: string | null;
  readonly fired_json: string | null;
  readonly resolved_json: string | null;
  readonly evidence_from: number;
  readonly amended_start: number | null;
  readonly late_ms: number | null;
  readonly not_confirmed: number;
}

const COLUMNS = `alerts.id, alerts.rule, alerts.tenant, alerts.state, alerts.severity, alerts.title,
  alerts.group_values, alerts.labels, alerts.started_at, alerts.fired_at, alerts.resolved_at, alerts.reason,
  alerts.fired_json, alerts.resolved_json, alerts.evidence_from,
  alerts.amended_start, alerts.late_ms, alerts.not_confirmed`;

/** Stores an alert, or its newer state. */
export function createAlertWriter(db: Database): (alert: Alert) => void {
  const upsert = db.prepare(
    `INSERT INTO alerts (id, rule, tenant, state, severity, title, group_values, labels, started_at, fired_at,
       resolved_at, reason, fired_json, resolved_json, evidence_from, amended_start, late_ms, not_confirmed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, severity = excluded.severity,
       title = excluded.title, labels = excluded.labels, fired_at = excluded.fired_at,
       resolved_at = excluded.resolved_at, reason = excluded.reason, fired_json = excluded.fired_json,
       resolved_json = excluded.resolved_json, evidence_from = excluded.evidence_from,
       amended_start = excluded.amended_start, late_ms = excluded.late_ms,
       not_confirmed = excluded.not_confirmed`,
  );
  return (alert) => {
    upsert.run(
      alert.id,
      alert.rule,
      alert.tenant,
      alert.state,
      alert.severity,
      alert.title,
      JSON.stringify(alert.group),
      JSON.stringify(alert.labels),
      alert.startedAt,
      alert.firedAt,
      alert.resolvedAt,
      alert.reason,
      JSON.stringify(alert.firedValue),
      JSON.stringify(alert.resolvedValue),
      alert.evidenceFrom,
      alert.amendedStart,
      alert.lateMs,
      alert.notConfirmed === true ? 1 : 0,
    );
  };
}

/** Pending and firing alerts, oldest first. */
export function createOpenAlertsReader(db: Database): () => readonly Alert[] {
  const open = db.prepare<[], AlertRow>(
    `SELECT ${COLUMNS} FROM alerts WHERE state <> 'resolved' ORDER BY started_at, id`,
  );
  return () => open.all().map(alertOf);
}

/** Alerts of these rules that hold, and those that fired and ended at or after `since`. */
export function createAlertsSinceReader(
  db: Database,
): (rules: readonly string[], since: number) => readonly Alert[] {
  const open = db.prepare<[string], AlertRow>(
    `SELECT ${COLUMNS} FROM alerts WHERE state <> 'resolved' AND rule = ?`,
  );
  const ended = db.prepare<[string, number], AlertRow>(
    `SELECT ${COLUMNS} FROM alerts
     WHERE state = 'resolved' AND rule = ? AND resolved_at >= ? AND fired_at IS NOT NULL`,
  );
  return (rules, since) =>
    rules.flatMap((rule) => [...open.all(rule), ...ended.all(rule, since)]).map(alertOf);
}

/** Alerts of an incident, in the order in which they were saved with it. */
export function createIncidentAlertsReader(db: Database): (incident: number) => readonly Alert[] {
  const ofIncident = db.prepare<[number], AlertRow>(
    `SELECT ${COLUMNS} FROM incident_alerts JOIN alerts ON alerts.id = incident_alerts.alert
     WHERE incident_alerts.incident = ? ORDER BY incident_alerts.place`,
  );
  return (incident) => ofIncident.all(incident).map(alertOf);
}

/** Row mapper: the column was written from an AlertValue. */
function alertValue(json: string | null): AlertValue {
  return json === null ? null : (JSON.parse(json) as AlertValue);
}

/** Row mapper: the columns were written from an Alert, and the state is checked by the table. */
function alertOf(row: AlertRow): Alert {
  return {
    id: row.id,
    rule: row.rule,
    group: JSON.parse(row.group_values) as Alert["group"],
    tenant: row.tenant ?? undefined,
    state: row.state as Alert["state"],
    severity: row.severity as Alert["severity"],
    labels: JSON.parse(row.labels) as Alert["labels"],
    title: row.title,
    startedAt: row.started_at,
    firedAt: row.fired_at ?? undefined,
    resolvedAt: row.resolved_at ?? undefined,
    reason: row.reason as Alert["reason"],
    firedValue: alertValue(row.fired_json),
    resolvedValue: alertValue(row.resolved_json),
    evidenceFrom: row.evidence_from,
    ...(row.amended_start === null ? {} : { amendedStart: row.amended_start }),
    ...(row.late_ms === null ? {} : { lateMs: row.late_ms }),
    ...(row.not_confirmed === 0 ? {} : { notConfirmed: true }),
  };
}
