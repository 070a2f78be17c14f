import type { Json } from "../model/entry.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import { formatInstant } from "../model/instant.ts";

/** Changes when a field is renamed or goes away. */
const VERSION = 1;

/** Names of instants in the model, which machines get as RFC 3339. */
const INSTANTS: ReadonlySet<string> = new Set([
  "at",
  "from",
  "to",
  "cutAt",
  "endsAt",
  "openedAt",
  "resolvedAt",
  "startedAt",
  "firedAt",
  "evidenceFrom",
  "firstMatchAt",
  "lastMatchAt",
]);

/** The incident and its facts as they are, instants as text, absent fields as null; keys in snake_case. */
export function ticketJson(
  incident: Incident,
  facts: IncidentFacts | undefined,
  timeline: readonly IncidentEvent[],
): { readonly [key: string]: Json } {
  return {
    version: VERSION,
    id: `INC-${incident.number}`,
    incident: plain("incident", incident),
    facts: plain("facts", facts),
    timeline: plain("timeline", timeline),
  };
}

function plain(name: string, value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "number")
    return INSTANTS.has(name) ? instant(value) : Number.isFinite(value) ? value : null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => plain("", item));
  if (typeof value !== "object") return null;
  // Group and labels are data: their keys are names that a person chose.
  const data = name === "group" || name === "labels";
  const entries = Object.entries(value).map(([key, item]): [string, Json] =>
    data ? [key, plain("", item)] : [snake(key), plain(key, item)],
  );
  return Object.fromEntries(entries);
}

function instant(ms: number): Json {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? formatInstant(ms) : null;
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
