import type { Alert } from "../model/alert.ts";
import type { Incident } from "../model/incident.ts";

/** Log time of the oldest entry that what is open was decided on; undefined where nothing is open. */
export function openSince(alerts: readonly Alert[], incidents: readonly Incident[]): number | undefined {
  const all = [...alerts, ...incidents.flatMap((incident) => incident.alerts)];
  if (all.length === 0) return undefined;
  return all.reduce(
    (least, { startedAt, evidenceFrom }) => Math.min(least, startedAt, evidenceFrom),
    Number.POSITIVE_INFINITY,
  );
}
