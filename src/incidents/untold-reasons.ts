import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { SavedState } from "../ports/state-store.ts";
import { event } from "./incident-change.ts";

/** Puts on record why somebody is not told: once for each reason, and again after the incident came back. */
export interface UntoldReasons {
  readonly record: (incident: Incident, text: string, now: number) => readonly IncidentEvent[];
  readonly forget: (incident: number) => void;
}

export function createUntoldReasons({ untold, incidents }: SavedState): UntoldReasons {
  const last = new Map<number, string>();
  for (const incident of incidents) {
    const text = untold.get(incident.number);
    if (text !== undefined) last.set(incident.number, `${incident.reopened} ${text}`);
  }
  return {
    record(incident, text, now) {
      const reason = `${incident.reopened} ${text}`;
      if (last.get(incident.number) === reason) return [];
      last.set(incident.number, reason);
      return [event(incident, now, "not_notified", text)];
    },
    forget: (incident) => last.delete(incident),
  };
}
