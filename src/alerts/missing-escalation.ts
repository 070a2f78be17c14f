import type { Alert, Transition } from "../model/alert.ts";
import { SEVERITIES } from "../model/rule.ts";

/**
 * The escalation of an episode that the alert on record, which is that episode, lacks: as what happens to that alert.
 * One that has escalated stays as severe as it is.
 */
export function missingEscalation(episode: readonly Transition[], alert: Alert): readonly Transition[] {
  const escalates = episode.find((one) => one.escalatedTo !== undefined);
  if (escalates?.escalatedTo === undefined) return [];
  if (SEVERITIES.indexOf(escalates.escalatedTo) >= SEVERITIES.indexOf(alert.severity)) return [];
  const { startedAt, firedAt = startedAt } = alert;
  return [{ ...escalates, startedAt, at: Math.max(escalates.at, firedAt) }];
}
