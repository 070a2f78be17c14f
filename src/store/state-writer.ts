import type { Database } from "better-sqlite3";
import type { Incident } from "../model/incident.ts";
import { maxSilenceMs } from "../model/silence.ts";
import type { Decisions, StateWriter, StepChanges } from "../ports/state-store.ts";
import { createAlertWriter, createOpenAlertsReader } from "./alert-rows.ts";
import { createAttemptRecorder } from "./attempts.ts";
import { createChangeWriter } from "./change-rows.ts";
import { createDeliveryReader, createDeliveryWriter } from "./delivery-rows.ts";
import { createIncidentReader, createIncidentWriter } from "./incident-rows.ts";
import { createLateWriter } from "./late-rows.ts";
import { createLedger } from "./ledger.ts";
import { createRedelivery } from "./redelivery.ts";
import { createRuleCountWriter } from "./rule-counts.ts";
import { createMeaningsWriter, createRuleFilesWriter } from "./rule-rows.ts";
import { createSilenceReader, createSilenceWriter } from "./silence-rows.ts";
import { createToldReader, createToldWriter } from "./told-rows.ts";

/** The StateWriter over a writing connection to state.db. An error of SQLite leaves the store as it was. */
export function createStateWriter(db: Database): StateWriter {
  const ledger = createLedger(db);
  const saveAlert = createAlertWriter(db);
  const incidents = createIncidentWriter(db);
  const order = createDeliveryWriter(db);
  const addRuleCount = createRuleCountWriter(db);
  const saveLate = createLateWriter(db);
  const saveMeanings = createMeaningsWriter(db);
  const saveTold = createToldWriter(db);
  const saveSilence = createSilenceWriter(db);
  const toldOf = createToldReader(db);
  const silenceReader = createSilenceReader(db);
  const openAlerts = createOpenAlertsReader(db);
  const incidentReader = createIncidentReader(db);
  const deliveryReader = createDeliveryReader(db);
  const saveFacts = db.prepare<[number, number, string]>(
    `INSERT INTO facts (incident, saved_at, facts) VALUES (?, ?, ?)
     ON CONFLICT (incident) DO UPDATE SET saved_at = excluded.saved_at, facts = excluded.facts`,
  );

  function keep(decisions: Decisions): void {
    // An incident's copies of its alerts first, so that the decisions' own word is the last.
    for (const incident of decisions.incidents) incident.alerts.forEach(saveAlert);
    decisions.alerts.forEach(saveAlert);
    decisions.incidents.forEach(incidents.save);
    decisions.events.forEach(incidents.addEvent);
    decisions.deliveries.forEach(order);
    decisions.told.forEach(saveTold);
    decisions.silences.forEach(saveSilence);
  }

  const commit = db.transaction(keep);
  const commitStep = db.transaction((changes: StepChanges) => {
    ledger.add(changes.step, changes.late);
    keep(changes);
    for (const count of changes.ruleCounts) addRuleCount(count, changes.step.to);
    if (changes.lateWaiting !== undefined) saveLate(changes.lateWaiting);
    if (changes.ruleMeanings !== undefined) saveMeanings(changes.ruleMeanings);
  });

  return {
    commitStep: commitStep.immediate,
    commit: commit.immediate,
    recordAttempt: createAttemptRecorder(db, keep),
    redeliver: createRedelivery(db),
    keepRuleFiles: createRuleFilesWriter(db),
    saveFacts(incident, facts, at) {
      saveFacts.run(incident, at, JSON.stringify(facts));
    },
    addChange: createChangeWriter(db),
    load(resolvedWithinMs) {
      const last = ledger.last();
      const current = incidentReader.openOrResolvedSince((last?.to ?? 0) - resolvedWithinMs);
      return {
        last,
        openAlerts: openAlerts(),
        incidents: current,
        notified: deliveryReader.notified(),
        told: current.flatMap(({ number }) => toldOf(number)),
        untold: untoldOf(current),
        silences: silenceReader.endingAfter((last?.judgedAt ?? 0) - maxSilenceMs),
        lastIncidentNumber: incidentReader.lastNumber(),
        lastOrder: deliveryReader.lastOrder(),
      };
    },
  };

  function untoldOf(current: readonly Incident[]): ReadonlyMap<number, string> {
    const reasons = new Map<number, string>();
    for (const { number } of current) {
      const reason = incidentReader.lastUntold(number);
      if (reason !== undefined) reasons.set(number, reason);
    }
    return reasons;
  }
}
