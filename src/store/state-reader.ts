import type { Database } from "better-sqlite3";
import type { IncidentFacts } from "../model/facts.ts";
import type { StateReader } from "../ports/state-store.ts";
import { createAlertsSinceReader } from "./alert-rows.ts";
import { createChangeReader } from "./change-rows.ts";
import { createDeliveryReader } from "./delivery-rows.ts";
import { createIncidentReader } from "./incident-rows.ts";
import { createLateReader } from "./late-rows.ts";
import { readLedgerSummary } from "./ledger.ts";
import { createPastIncidentsReader } from "./past-incidents.ts";
import { createRuleCountReader } from "./rule-counts.ts";
import { createMeaningsReader, createRuleFilesReader } from "./rule-rows.ts";
import { createSilenceReader } from "./silence-rows.ts";

/** Silences that one question brings at most. */
const maxSilencesShown = 1000;

/** The StateReader over any connection to state.db. */
export function createStateReader(db: Database): StateReader {
  const incidents = createIncidentReader(db);
  const deliveries = createDeliveryReader(db);
  const silences = createSilenceReader(db);
  const changes = createChangeReader(db);
  const facts = db.prepare<[number], { readonly facts: string }>(
    "SELECT facts FROM facts WHERE incident = ?",
  );
  // Facts that were found out at or after the end are whole.
  const toKeep = db.prepare<[number, number], { readonly number: number }>(
    `SELECT DISTINCT number FROM incidents
       JOIN incident_alerts ON incident_alerts.incident = number
       JOIN alerts ON alerts.id = incident_alerts.alert
       LEFT JOIN facts ON facts.incident = number
     WHERE alerts.evidence_from <= ?
       AND (saved_at IS NULL OR (incidents.resolved_at IS NOT NULL AND saved_at < incidents.resolved_at))
     ORDER BY number LIMIT ?`,
  );
  const ruleCounts = createRuleCountReader(db);
  return {
    incidents: incidents.newest,
    openIncidents: incidents.open,
    incident: incidents.byNumber,
    events: incidents.events,
    deliveries: deliveries.ofIncident,
    delivery: deliveries.byId,
    queued: deliveries.queued,
    recentDeliveries: deliveries.recent,
    silences: (limit = maxSilencesShown) => silences.all(limit),
    rootReference: deliveries.rootReference,
    facts(incident) {
      const row = facts.get(incident);
      // Row mapper: only saveFacts writes this column.
      return row === undefined ? undefined : (JSON.parse(row.facts) as IncidentFacts);
    },
    incidentsToKeep: (evidenceTo, limit) =>
      Number.isFinite(evidenceTo) ? toKeep.all(evidenceTo, limit).map(({ number }) => number) : [],
    changes: changes.between,
    anyChange: changes.any,
    pastIncidents: createPastIncidentsReader(db),
    alertsSince: createAlertsSinceReader(db),
    lateWaiting: createLateReader(db),
    ledger: () => readLedgerSummary(db),
    ruleCounts,
    ruleMeanings: createMeaningsReader(db),
    ruleFiles: createRuleFilesReader(db),
    deliveryCounts: deliveries.counts,
  };
}
