import type { Delivery } from "../model/delivery.ts";
import type { StateReader } from "../ports/state-store.ts";
import { type RedactText, redactLeaves } from "../redact/redact-leaves.ts";
import { redactSilence } from "../redact/redact-model.ts";

/**
 * The state as it may be shown: what would have been redacted on its way in is redacted here as well, for what an
 * older version stored, or another pattern let pass. The outbox stays as it is, since it is worked from.
 */
export function redactedState(state: StateReader, redact: RedactText): StateReader {
  const shown = <T>(value: T): T => redactLeaves(value, redact);
  const deliveries = (list: readonly Delivery[]): readonly Delivery[] => list.map(shown);
  return {
    ...state,
    incidents: (limit) => state.incidents(limit).map(shown),
    openIncidents: () => state.openIncidents().map(shown),
    incident: (number) => shown(state.incident(number)),
    events: (number) => state.events(number).map(shown),
    facts: (number) => shown(state.facts(number)),
    deliveries: (incident) => deliveries(state.deliveries(incident)),
    recentDeliveries: (wanted) => deliveries(state.recentDeliveries(wanted)),
    silences: (limit) => state.silences(limit).map((silence) => redactSilence(silence, redact)),
  };
}
