import type { Database } from "better-sqlite3";
import type { StatePruner } from "../ports/log-pruner.ts";

/**
 * Of one incident, in the order that references ask for. An alert goes with the last incident that has it; one
 * without any was never told (its time was not held) and goes by its own age.
 */
const OF_INCIDENT: readonly string[] = [
  "DELETE FROM attempts WHERE delivery IN (SELECT id FROM deliveries WHERE incident = ?)",
  "DELETE FROM deliveries WHERE incident = ?",
  "DELETE FROM told WHERE incident = ?",
  "DELETE FROM facts WHERE incident = ?",
  "DELETE FROM incident_events WHERE incident = ?",
  "DELETE FROM incident_alerts WHERE incident = ?",
  "DELETE FROM incidents WHERE number = ?",
];

/** The StatePruner over the connection that writes state. */
export function createStatePruner(db: Database): StatePruner {
  // The newest one stays, because numbers go on from it; and one with a message to send has not ended yet.
  const due = db.prepare<[number, number], { readonly number: number }>(
    `SELECT number FROM incidents
     WHERE state = 'resolved' AND resolved_at <= ? AND number < (SELECT max(number) FROM incidents)
       AND NOT EXISTS (SELECT 1 FROM deliveries WHERE incident = number AND deliveries.state = 'queued')
     ORDER BY resolved_at LIMIT ?`,
  );
  const removals = OF_INCIDENT.map((sql) => db.prepare<[number]>(sql));
  const looseAlerts = db.prepare<[number, number]>(
    `DELETE FROM alerts WHERE id IN (
       SELECT id FROM alerts WHERE state = 'resolved' AND resolved_at <= ?
         AND NOT EXISTS (SELECT 1 FROM incident_alerts WHERE alert = alerts.id) LIMIT ?)`,
  );
  const silences = db.prepare<[number, number]>(
    "DELETE FROM silences WHERE id IN (SELECT id FROM silences WHERE ends_at <= ? LIMIT ?)",
  );
  const prune: StatePruner["prune"] = (to, maxIncidents) => {
    const numbers = due.all(to, maxIncidents).map((row) => row.number);
    for (const number of numbers) for (const removal of removals) removal.run(number);
    const alerts = looseAlerts.run(to, maxIncidents * 10).changes;
    const ended = silences.run(to, maxIncidents).changes;
    const done = numbers.length < maxIncidents && alerts < maxIncidents * 10 && ended < maxIncidents;
    return { incidents: numbers.length, silences: ended, done };
  };
  return { prune: db.transaction(prune).immediate };
}
