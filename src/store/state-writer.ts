import type { Database } from "better-sqlite3";
import type { RuleCount, StateWriter, StepChanges } from "../ports/state-store.ts";
import { createAlertWriter, createOpenAlertsReader } from "./alert-rows.ts";
import { createAttemptRecorder } from "./attempts.ts";
import { createDeliveryReader, createDeliveryWriter } from "./delivery-rows.ts";
import { createIncidentReader, createIncidentWriter } from "./incident-rows.ts";
import { createLedger } from "./ledger.ts";

/** The StateWriter over a writing connection to state.db. An error of SQLite leaves the store as it was. */
export function createStateWriter(db: Database): StateWriter {
  const ledger = createLedger(db);
  const saveAlert = createAlertWriter(db);
  const incidents = createIncidentWriter(db);
  const order = createDeliveryWriter(db);
  const addRuleCount = createRuleCountWriter(db);
  const openAlerts = createOpenAlertsReader(db);
  const incidentReader = createIncidentReader(db);
  const deliveryReader = createDeliveryReader(db);
  const saveFacts = db.prepare<[number, number, string]>(
    `INSERT INTO facts (incident, saved_at, facts) VALUES (?, ?, ?)
     ON CONFLICT (incident) DO UPDATE SET saved_at = excluded.saved_at, facts = excluded.facts`,
  );

  const commit = db.transaction((changes: StepChanges) => {
    ledger.add(changes.step, changes.late);
    // An incident's copies of its alerts first, so that the step's own word is the last.
    for (const incident of changes.incidents) incident.alerts.forEach(saveAlert);
    changes.alerts.forEach(saveAlert);
    changes.incidents.forEach(incidents.save);
    changes.events.forEach(incidents.addEvent);
    changes.deliveries.forEach(order);
    changes.ruleCounts.forEach(addRuleCount);
  });

  return {
    commitStep: commit.immediate,
    recordAttempt: createAttemptRecorder(db),
    saveFacts(incident, facts, at) {
      saveFacts.run(incident, at, JSON.stringify(facts));
    },
    load(resolvedWithinMs) {
      const last = ledger.last();
      return {
        last,
        openAlerts: openAlerts(),
        incidents: incidentReader.openOrResolvedSince((last?.to ?? 0) - resolvedWithinMs),
        notified: deliveryReader.notified(),
        lastIncidentNumber: incidentReader.lastNumber(),
      };
    },
  };
}

function createRuleCountWriter(db: Database): (count: RuleCount) => void {
  const add = db.prepare<[string, number, number, number, number]>(
    `INSERT INTO rule_counts (rule, examined, matched, failed, groups_now) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (rule) DO UPDATE SET examined = examined + excluded.examined,
       matched = matched + excluded.matched, failed = failed + excluded.failed,
       groups_now = excluded.groups_now`,
  );
  return ({ rule, examined, matched, failed, groups }) => {
    add.run(rule, examined, matched, failed, groups);
  };
}
