import type { Database } from "better-sqlite3";
import type { IncidentFacts } from "../model/facts.ts";
import type { RuleCount, StateReader } from "../ports/state-store.ts";
import { createAlertsSinceReader } from "./alert-rows.ts";
import { createDeliveryReader } from "./delivery-rows.ts";
import { createIncidentReader } from "./incident-rows.ts";
import { createLateReader } from "./late-rows.ts";
import { readLedgerSummary } from "./ledger.ts";
import { createMeaningsReader, createRuleFilesReader } from "./rule-rows.ts";
import { createSilenceReader } from "./silence-rows.ts";

/** Silences that one question brings at most. */
const maxSilencesShown = 1000;

/** The StateReader over any connection to state.db. */
export function createStateReader(db: Database): StateReader {
  const incidents = createIncidentReader(db);
  const deliveries = createDeliveryReader(db);
  const silences = createSilenceReader(db);
  const facts = db.prepare<[number], { readonly facts: string }>(
    "SELECT facts FROM facts WHERE incident = ?",
  );
  const ruleCounts = db.prepare<[], RuleCount>(
    "SELECT rule, examined, matched, failed, groups_now AS groups FROM rule_counts ORDER BY rule",
  );
  return {
    incidents: incidents.newest,
    openIncidents: incidents.open,
    incident: incidents.byNumber,
    events: incidents.events,
    deliveries: deliveries.ofIncident,
    queued: deliveries.queued,
    recentDeliveries: deliveries.recent,
    silences: (limit = maxSilencesShown) => silences.all(limit),
    rootReference: deliveries.rootReference,
    facts(incident) {
      const row = facts.get(incident);
      // Row mapper: only saveFacts writes this column.
      return row === undefined ? undefined : (JSON.parse(row.facts) as IncidentFacts);
    },
    alertsSince: createAlertsSinceReader(db),
    lateWaiting: createLateReader(db),
    ledger: () => readLedgerSummary(db),
    ruleCounts: () => ruleCounts.all(),
    ruleMeanings: createMeaningsReader(db),
    ruleFiles: createRuleFilesReader(db),
    deliveryCounts: deliveries.counts,
  };
}
