import type { Database } from "better-sqlite3";
import type { Incident } from "../model/incident.ts";

/** Writes which alerts an incident has, and their order. */
export interface IncidentAlertsWriter {
  readonly save: (incident: Incident) => void;
  /** After a rollback: what was written in the transaction is gone. */
  readonly forget: () => void;
}

/** The places of an incident's alerts, in order; there may be gaps between them. */
type Places = ReadonlyMap<string, number>;

/**
 * An alert that changes goes to the end of its incident, and a long incident has thousands: only those that came or
 * moved are written. What stands on record is remembered while the incident is open.
 */
export function createIncidentAlertsWriter(db: Database): IncidentAlertsWriter {
  const dropAll = db.prepare<[number]>("DELETE FROM incident_alerts WHERE incident = ?");
  const drop = db.prepare<[number, number]>("DELETE FROM incident_alerts WHERE incident = ? AND place = ?");
  const add = db.prepare<[number, number, string]>(
    "INSERT INTO incident_alerts (incident, place, alert) VALUES (?, ?, ?)",
  );
  const written = new Map<number, Places>();

  function placesOf(number: number): Places {
    const known = written.get(number);
    if (known !== undefined) return known;
    dropAll.run(number);
    return new Map();
  }

  return {
    save({ number, state, alerts }) {
      const before = placesOf(number);
      const after = nextPlaces(
        before,
        alerts.map(({ id }) => id),
      );
      for (const [id, place] of before) if (after.get(id) !== place) drop.run(number, place);
      for (const [id, place] of after) if (before.get(id) !== place) add.run(number, place, id);
      if (state === "resolved") written.delete(number);
      else written.set(number, after);
    },
    forget() {
      written.clear();
    },
  };
}

/** Those that stand in the same order as before keep their places; the others come behind. */
export function nextPlaces(before: Places, ids: readonly string[]): Places {
  const after = new Map<string, number>();
  let last = -1;
  let end = -1;
  for (const place of before.values()) end = Math.max(end, place);
  for (const id of ids) {
    const place = before.get(id);
    last = place !== undefined && place > last ? place : ++end;
    after.set(id, last);
  }
  return after;
}
