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
