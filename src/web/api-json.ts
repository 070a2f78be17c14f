import type { Delivery } from "../model/delivery.ts";
import type { Json } from "../model/entry.ts";
import type { Incident } from "../model/incident.ts";
import { formatInstant } from "../model/instant.ts";
import { matcherText } from "../model/matcher.ts";
import type { Silence } from "../model/silence.ts";
import { ticketJson } from "../render/ticket-json.ts";

/** As it stands in the ticket, so that names and instants are the same everywhere. */
export function incidentJson(incident: Incident): Json {
  return ticketJson(incident, undefined, [])["incident"] ?? null;
}

export function deliveryJson(delivery: Delivery): Json {
  const { id, receiver, channel, operation, reason, state, createdAt, dueAt, attempts } = delivery;
  return {
    id,
    receiver,
    channel,
    operation,
    reason,
    state,
    created_at: formatInstant(createdAt),
    due_at: formatInstant(dueAt),
    attempts,
    last_error: delivery.lastError ?? null,
    accepted_at: delivery.acceptedAt === undefined ? null : formatInstant(delivery.acceptedAt),
    reference: delivery.reference ?? null,
  };
}

export function silenceJson(silence: Silence, now: number): Json {
  const { id, matchers, startsAt, endsAt, createdBy, comment, createdAt } = silence;
  return {
    id,
    state: endsAt <= now ? "expired" : startsAt > now ? "pending" : "active",
    matchers: matchers.map(matcherText),
    starts_at: formatInstant(startsAt),
    ends_at: formatInstant(endsAt),
    created_by: createdBy,
    comment,
    created_at: formatInstant(createdAt),
  };
}
