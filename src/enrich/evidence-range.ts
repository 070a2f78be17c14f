import type { Incident } from "../model/incident.ts";

/** Entries with from < time <= to are read: the range of LogReader. */
export interface EvidenceRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The stretch of log time that holds everything the incident's alerts were decided on. `now` is the log time up to
 * which is read while an alert still fires, epoch ms.
 */
export function evidenceRange(incident: Incident, now: number): EvidenceRange {
  let from = incident.openedAt;
  let to = Number.NEGATIVE_INFINITY;
  for (const alert of incident.alerts) {
    from = Math.min(from, alert.evidenceFrom);
    to = Math.max(to, alert.resolvedAt ?? now);
  }
  return { from: from - 1, to: Number.isFinite(to) ? to : now };
}

/**
 * What is read for it: a line of an error log has whole seconds, so that it can stand just before the request that it
 * is about.
 */
export function readingRange(incident: Incident, now: number): EvidenceRange {
  const { from, to } = evidenceRange(incident, now);
  return { from: from - 1_000, to };
}
