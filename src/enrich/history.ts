import type { Change } from "../model/change.ts";
import type { PastIncidents } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import type { EvidenceRange } from "./evidence-range.ts";

/** What enrichers may ask besides the entries of the incident's own time. */
export interface History {
  /** Entries with from < time <= to, in order of (time, sequence). */
  readonly entries: (range: EvidenceRange) => Iterable<StoredEntry>;
  /** Reported changes of from < at <= to, the newest first. */
  readonly changes: (from: number, to: number, limit: number) => readonly Change[];
  /** Somebody has ever reported one: only then does none mean that nothing was changed. */
  readonly anyChange: () => boolean;
  /** Earlier incidents of the same kind, the newest first, and how many there are. */
  readonly past: (incident: Incident, limit: number) => PastIncidents;
}
