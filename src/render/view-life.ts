import type { Incident, IncidentEvent } from "../model/incident.ts";
import { placeWords, plural } from "../model/words.ts";

const HOUR_MS = 3_600_000;

/** How often it came back, as people count: `Reopened 2 times, the third time in an hour.` */
export function flappingWords(incident: Incident, timeline: readonly IncidentEvent[]): string | undefined {
  if (incident.reopened === 0) return undefined;
  const times = incident.reopened === 1 ? "once" : plural(incident.reopened, "time");
  const openings = timeline.filter((event) => event.kind === "opened" || event.kind === "reopened");
  const latest = openings.reduce((at, event) => Math.max(at, event.at), Number.NEGATIVE_INFINITY);
  const within = openings.filter((event) => event.at > latest - HOUR_MS).length;
  return within < 2 ? `Reopened ${times}.` : `Reopened ${times}, the ${placeWords(within)} time in an hour.`;
}
