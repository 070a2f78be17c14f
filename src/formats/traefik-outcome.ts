import type { EntryDraft } from "../model/entry.ts";
import type { Outcome } from "./outcome.ts";

/** What Traefik's JSON says of the service that it asked. */
export interface TraefikAsked {
  /** Absent where Traefik answered by itself. */
  readonly originStatus: number | undefined;
  readonly hasService: boolean;
  /** A header of an answer was logged, so that there was one. */
  readonly hasOriginHeader: boolean;
}

/**
 * Traefik notes its own 502 and 504 as the service's status where it was answered by none, or none at all. A service
 * that itself says 502 is a gateway with a dead upstream, so both count; a 504 is a time-out of either.
 */
export function traefikOutcome({ status }: EntryDraft, asked: TraefikAsked): Outcome {
  const answered = asked.originStatus !== undefined && asked.originStatus !== 0;
  const origin =
    status === undefined ? "unknown" : answered && asked.originStatus === status ? "upstream" : "edge";
  if (asked.hasOriginHeader) return { origin, dead: false };
  switch (status) {
    case 502:
      return { origin, dead: true };
    case 503:
      // "no available server": the service has none that may be asked.
      return asked.hasService ? { origin, dead: answered ? false : undefined } : noServer(origin);
    case 504:
      return { origin, dead: answered ? undefined : true };
    case 499:
      return { origin: "edge" };
    default:
      return { origin, dead: answered ? false : undefined };
  }
}

function noServer(origin: Outcome["origin"]): Outcome {
  return { origin, cause: "no_upstream", dead: true };
}
