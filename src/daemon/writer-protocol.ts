import type { SelfFact } from "../alerts/self-alerts.ts";
import type { DuplicateCounts } from "../detect/duplicate-marks.ts";
import type { Change } from "../model/change.ts";
import type { DeliveryResult } from "../model/delivery.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { FileOrigin } from "../model/file-origin.ts";
import type { IncidentAction } from "../model/incident-action.ts";
import type { SelfRuleId } from "../model/self-rule.ts";
import type { TailPosition } from "../ports/log-store.ts";
import type { WarmingRule } from "../ports/reload.ts";
import type { LateCounts } from "./late-judging.ts";
import type { PlainSilence } from "./plain-data.ts";
import type { RetentionPlan } from "./retention.ts";
import type { LiveWriterSettings } from "./thread-settings.ts";

/** A chunk of lines from one source, text as it was read. */
export interface IngestRequest {
  readonly type: "ingest";
  readonly source: string;
  /** A format name, or auto. */
  readonly format: string;
  readonly lines: readonly string[];
  readonly mode: "new" | "raise";
  /** With mode raise: the file that these lines are part of; copies are counted within it. */
  readonly upload?: string;
  /** The last chunk of the upload. */
  readonly last?: boolean;
  /** Where the lines were read from; a tail's path says it as well. */
  readonly file?: FileOrigin;
  readonly tail?: TailPosition;
  /** Which of the source's files this is, where it has several: each is behind by itself. Absent: the source. */
  readonly reader?: string;
  /** Bytes remain unread in this source after the chunk. */
  readonly behind?: boolean;
  readonly idempotencyKey?: string;
  /** Judge what came later than `lateness` as well. */
  readonly judgeOld?: boolean;
}

export interface IngestReply {
  readonly stored: number;
  readonly alreadyStored: number;
  readonly unparsable: number;
  /** Secrets that were replaced before storing. */
  readonly redactions: number;
  /** Stored entries that carry a Retry-After. */
  readonly retryAfter: number;
  /** Stored entries that came after their time had been judged: they are not judged any more. */
  readonly late: number;
  /** Lines before what is kept: not stored, whether they were there before or not. */
  readonly tooOld: number;
}

/** What the main thread asks the writer. One is answered before the next is begun. */
export type WriterRequest =
  | IngestRequest
  /** A source is (no longer) known to have unread bytes. */
  | { readonly type: "behind"; readonly source: string; readonly behind: boolean }
  /** Time to look. */
  | { readonly type: "tick" }
  | {
      readonly type: "attempt";
      readonly deliveryId: string;
      readonly at: number;
      readonly result: DeliveryResult;
      readonly nextAt?: number;
      readonly newRoot?: boolean;
    }
  | {
      readonly type: "facts";
      readonly incident: number;
      readonly facts: IncidentFacts;
      readonly at: number;
    }
  | { readonly type: "change"; readonly change: Change }
  | { readonly type: "act"; readonly action: IncidentAction }
  | { readonly type: "saveSilence"; readonly silence: PlainSilence }
  | { readonly type: "expireSilence"; readonly id: string; readonly by: string }
  | { readonly type: "redeliver"; readonly deliveryId: string; readonly by: string }
  | { readonly type: "tailPositions"; readonly path: string }
  /** How far may be deleted now: a RetentionPlan. */
  | { readonly type: "planPruning" }
  /** Deletes one slice: a PruneStep. */
  | { readonly type: "prune"; readonly plan: RetentionPlan }
  /** Deletes some incidents that ended long ago: a PrunedState. */
  | { readonly type: "pruneState" }
  /** Everything at once but rules that must read their past first: those follow. Answered by ReloadReply. */
  | { readonly type: "reload"; readonly settings: LiveWriterSettings }
  /** All that holds of one rule about Tocsin itself; replaces the last report. */
  | { readonly type: "reportSelf"; readonly rule: SelfRuleId; readonly facts: readonly SelfFact[] }
  | { readonly type: "stop" };

export interface ReloadReply {
  /** Rules that are judged from now on, or as soon as those below have read their past. */
  readonly rules: number;
  readonly warming: readonly WarmingRule[];
}

/** How the writer stands, sent after each step. */
export interface WriterStatus {
  readonly position: number | undefined;
  readonly now: number;
  readonly heldBy: string | undefined;
  readonly idleSources: readonly string[];
  readonly openAlerts: number;
  readonly openIncidents: number;
  readonly backlog: number;
  /** Rules that are not judged by their whole past yet. */
  readonly warming: readonly WarmingRule[];
  readonly steps: number;
  readonly entriesJudged: number;
  readonly late: number;
  /** What became of those. */
  readonly lateCounts: LateCounts;
  /** Real time since what the rules know was saved last, ms. */
  readonly snapshotAgeMs: number | undefined;
  readonly future: number;
  /** Entries marked as duplicates, where a rule leaves them out. */
  readonly duplicates: DuplicateCounts;
  /** Deliveries that the step ordered: there is something to send. */
  readonly deliveries: number;
  /** For alerts that began to fire in the step: from that instant of log time to the commit, ms; some of many. */
  readonly detectionMs: readonly number[];
  /** Incidents that opened, came back or ended in the step. */
  readonly turned: readonly number[];
  /** Wall time of the step, ms. */
  readonly stepMs: number;
}

export type WriterMessage =
  | { readonly kind: "ready"; readonly notices: readonly string[] }
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown }
  /** `noSpace`: nothing was stored, and the same request can be made again later. */
  | { readonly kind: "error"; readonly id: number; readonly message: string; readonly noSpace: boolean }
  /** Why nothing can be written now; undefined once it can be again. Sent when it changes. */
  | { readonly kind: "writable"; readonly problem: string | undefined }
  | { readonly kind: "status"; readonly status: WriterStatus }
  /** Deliveries were ordered outside a step: there is something to send. */
  | { readonly kind: "ordered" };
