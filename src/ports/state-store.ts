import type { Alert } from "../model/alert.ts";
import type { Delivery, DeliveryResult } from "../model/delivery.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";

/** One stretch of log time, (from, to], judged once over the entries with sequence <= maxSequence. */
export interface LedgerStep {
  readonly from: number;
  readonly to: number;
  readonly maxSequence: number;
  /** Wall clock. */
  readonly judgedAt: number;
  readonly entries: number;
}

/** Entries that a rule looked at and matched, added up over steps. */
export interface RuleCount {
  readonly rule: string;
  readonly examined: number;
  readonly matched: number;
  /** Entries whose expression failed. */
  readonly failed: number;
  readonly groups: number;
}

/** Everything that one step decided. Committed whole or not at all. */
export interface StepChanges {
  readonly step: LedgerStep;
  readonly alerts: readonly Alert[];
  readonly incidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
  readonly deliveries: readonly Delivery[];
  readonly ruleCounts: readonly RuleCount[];
  /** Entries that came after the position had passed their time. */
  readonly late: number;
}

/** What the engine and the incidents need to go on after a restart. */
export interface SavedState {
  /** The newest step, absent in a fresh directory. */
  readonly last: LedgerStep | undefined;
  /** Pending and firing alerts. */
  readonly openAlerts: readonly Alert[];
  /** Open incidents and those resolved since `resolvedSince`, with all their alerts. */
  readonly incidents: readonly Incident[];
  /** Notifications per incident so far, by which delivery ids count. */
  readonly notified: ReadonlyMap<number, number>;
  readonly lastIncidentNumber: number;
}

export interface StateWriter {
  readonly commitStep: (changes: StepChanges) => void;
  /** After an attempt: the row, a timeline event, and the time of the next try. */
  readonly recordAttempt: (attempt: {
    readonly deliveryId: string;
    readonly at: number;
    readonly result: DeliveryResult;
    /** Absent: no further try (accepted or dead). */
    readonly nextAt?: number;
  }) => void;
  /** Evidence lives with the incident, so that retention does not take it away. */
  readonly saveFacts: (incident: number, facts: IncidentFacts, at: number) => void;
  /** `resolvedSinceBefore`: incidents resolved within this many ms of log time before the last step are included. */
  readonly load: (resolvedWithinMs: number) => SavedState;
}

export interface LedgerSummary {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  /** Stretches of log time between rows that no row covers; must be 0. */
  readonly gaps: number;
  readonly late: number;
}

export interface DeliveryCounts {
  readonly queued: number;
  readonly accepted: number;
  readonly dead: number;
}

export interface StateReader {
  readonly incidents: (limit: number) => readonly Incident[];
  readonly incident: (number: number) => Incident | undefined;
  readonly events: (number: number) => readonly IncidentEvent[];
  readonly deliveries: (incident: number) => readonly Delivery[];
  /** Queued deliveries, in order of (lane, order). */
  readonly queued: () => readonly Delivery[];
  /** Reference of the accepted `post` (Slack) or first `mail` of the incident in the lane. */
  readonly rootReference: (incident: number, lane: string) => string | undefined;
  readonly facts: (incident: number) => IncidentFacts | undefined;
  readonly ledger: () => LedgerSummary | undefined;
  readonly ruleCounts: () => readonly RuleCount[];
  readonly deliveryCounts: () => DeliveryCounts;
}
