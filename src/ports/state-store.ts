import type { Alert } from "../model/alert.ts";
import type { Change } from "../model/change.ts";
import type { Delivery, DeliveryResult, DeliveryState } from "../model/delivery.ts";
import type { IncidentFacts, PastIncident } from "../model/facts.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { KeptRuleFile } from "../model/rule-text.ts";
import type { Silence } from "../model/silence.ts";
import type { Told } from "../model/told.ts";

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
  /** Entries of groups beyond the rule's max_groups. */
  readonly overflowed: number;
  /** About how many groups those are, since the rule began to be judged by this engine: not added up. */
  readonly groupsLeftOut: number;
  /** Entries whose value found no room in a condition. */
  readonly valuesLeftOut: number;
}

/** The same since the data directory was made, and when it last was more than nothing. Log times. */
export interface RuleRecord extends RuleCount {
  /** The first step that had the rule; undefined where it is not known. */
  readonly firstAt: number | undefined;
  readonly examinedAt: number | undefined;
  readonly matchedAt: number | undefined;
}

/** What was decided at one moment, by the engine, by a person or because its time had come. */
export interface Decisions {
  readonly alerts: readonly Alert[];
  readonly incidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
  readonly deliveries: readonly Delivery[];
  /** What receivers have been told with these deliveries. */
  readonly told: readonly Told[];
  readonly silences: readonly Silence[];
}

/** Late entries that wait to be judged, for one rule. */
export interface LateWaiting {
  readonly rule: string;
  /** The least of their times. */
  readonly fromTime: number;
  /** How much later than its time the latest came, ms. */
  readonly lateMs: number;
}

/** Everything that one step decided. Committed whole or not at all. */
export interface StepChanges extends Decisions {
  readonly step: LedgerStep;
  readonly ruleCounts: readonly RuleCount[];
  /** Entries that came after the position had passed their time. */
  readonly late: number;
  /** By rule; set where the step is the first that is judged by them. They replace those on record. */
  readonly ruleMeanings?: ReadonlyMap<string, string>;
  /** Set where it is another than on record, and replaces that. */
  readonly lateWaiting?: readonly LateWaiting[];
}

/** What the engine and the incidents need to go on after a restart. */
export interface SavedState {
  /** The newest step, absent in a fresh directory. */
  readonly last: LedgerStep | undefined;
  /** Pending and firing alerts. */
  readonly openAlerts: readonly Alert[];
  /** Open incidents, those resolved of late, and those with an alert that still fires; with all their alerts. */
  readonly incidents: readonly Incident[];
  /** Notifications per incident so far, by which delivery ids count. */
  readonly notified: ReadonlyMap<number, number>;
  /** Of these incidents. */
  readonly told: readonly SavedTold[];
  /** By incident: the last reason on record why somebody was not told. */
  readonly untold: ReadonlyMap<number, string>;
  /** Those that have not ended, and those that ended within the longest silence there is. */
  readonly silences: readonly Silence[];
  readonly lastIncidentNumber: number;
  /** The highest order of a delivery, 0 when there is none. */
  readonly lastOrder: number;
}

/** As a fresh directory has it, and as rules are judged offline. */
export const nothingSaved: SavedState = {
  last: undefined,
  openAlerts: [],
  incidents: [],
  notified: new Map(),
  told: [],
  untold: new Map(),
  silences: [],
  lastIncidentNumber: 0,
  lastOrder: 0,
};

export interface SavedTold extends Told {
  /** Wall clock; when the receiver last accepted news, edits left out. */
  readonly acceptedAt: number | undefined;
  /** Ids of news that wait to be sent, edits left out. */
  readonly waiting: readonly string[];
}

export interface StateWriter {
  readonly commitStep: (changes: StepChanges) => void;
  /** What was decided between two steps, in one transaction. */
  readonly commit: (decisions: Decisions) => void;
  /** Queues a dead delivery again, with a line on the timeline; false where there is no such dead one. */
  readonly redeliver: (again: {
    readonly deliveryId: string;
    readonly by: string;
    readonly at: number;
  }) => boolean;
  /** After an attempt: the row, a timeline event, and the time of the next try. */
  readonly recordAttempt: (attempt: {
    readonly deliveryId: string;
    readonly at: number;
    readonly result: DeliveryResult;
    /** Absent: no further try (accepted or dead). */
    readonly nextAt?: number;
    /** The accepted message is a root, in place of one that was gone: later ones edit and answer it. */
    readonly newRoot?: boolean;
    /** What follows from it, in the same transaction. */
    readonly decisions?: Decisions | undefined;
  }) => void;
  /** Evidence lives with the incident, so that retention does not take it away. */
  readonly saveFacts: (incident: number, facts: IncidentFacts, at: number) => void;
  /** False where the same change is known. */
  readonly addChange: (change: Change) => boolean;
  /** The last version of each rule file that loaded; replaces those on record. */
  readonly keepRuleFiles: (files: readonly KeptRuleFile[]) => void;
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
  /** Open and acknowledged ones, however old, in order of number. */
  readonly openIncidents: () => readonly Incident[];
  readonly incident: (number: number) => Incident | undefined;
  readonly events: (number: number) => readonly IncidentEvent[];
  readonly deliveries: (incident: number) => readonly Delivery[];
  readonly delivery: (id: string) => Delivery | undefined;
  /** Queued deliveries, in order of (lane, order). */
  readonly queued: () => readonly Delivery[];
  /** The newest first; `state` leaves the others out. */
  readonly recentDeliveries: (wanted: {
    readonly limit: number;
    readonly state?: DeliveryState;
  }) => readonly Delivery[];
  /** The one that ends last first, ended ones included; at most `limit` (1,000). */
  readonly silences: (limit?: number) => readonly Silence[];
  /**
   * Reference of the accepted `post` (Slack), first `mail` or first `hook` of the incident in the lane; where a root
   * was posted in place of a lost one, that of the newest.
   */
  readonly rootReference: (incident: number, lane: string) => string | undefined;
  readonly facts: (incident: number) => IncidentFacts | undefined;
  /**
   * Incidents that rest on entries at or before this log time and whose facts are not kept, or not as they were in
   * the end. Oldest first, at most `limit`.
   */
  readonly incidentsToKeep: (evidenceTo: number, limit: number) => readonly number[];
  /** Reported changes of from < at <= to, the newest first. */
  readonly changes: (from: number, to: number, limit: number) => readonly Change[];
  /** Somebody has ever reported one: only then does none mean that nothing was changed. */
  readonly anyChange: () => boolean;
  /** Earlier incidents of the same key that are over: the newest first, and how many there are. */
  readonly pastIncidents: (
    incident: Pick<Incident, "number" | "key">,
    limit: number,
  ) => { readonly newest: readonly PastIncident[]; readonly total: number };
  readonly ledger: () => LedgerSummary | undefined;
  readonly ruleCounts: () => readonly RuleRecord[];
  /** By rule: the meaning by which the alerts on record were judged. */
  readonly ruleMeanings: () => ReadonlyMap<string, string>;
  /** Alerts of these rules that hold, and those that fired and ended at or after `since`. */
  readonly alertsSince: (rules: readonly string[], since: number) => readonly Alert[];
  readonly lateWaiting: () => readonly LateWaiting[];
  readonly ruleFiles: () => readonly KeptRuleFile[];
  readonly deliveryCounts: () => DeliveryCounts;
}
