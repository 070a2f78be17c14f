import type { EntryDraft } from "../model/entry.ts";
import type { Cause } from "./cause.ts";
import type { Outcome } from "./outcome.ts";

/** What a load balancer's line says beside the statuses. */
export interface AlbTarget {
  readonly hasTarget: boolean;
  /** Whether the request was handed to a target. */
  readonly isSent: boolean;
  readonly actions: string;
}

/** The status is the load balancer's own where the target has none. */
export function albOutcome(entry: EntryDraft, target: AlbTarget): Outcome {
  const { status, upstream_status: sent } = entry;
  if (status === undefined) return { origin: "unknown" };
  if (sent !== undefined) return { origin: sent === status ? "upstream" : "edge", dead: false };
  return { origin: "edge", cause: ownCause(status, target), dead: isDead(status, target) ? true : undefined };
}

/** 502 to 504 of its own, unless a rule of the listener says so. */
function isDead(status: number, { actions }: AlbTarget): boolean {
  return status >= 502 && status <= 504 && !actions.includes("fixed-response") && !actions.includes("waf");
}

function ownCause(status: number, target: AlbTarget): Cause | undefined {
  switch (status) {
    case 460:
      return "client_abort";
    case 561:
      return "auth";
    case 503:
      return !target.hasTarget && isDead(status, target) ? "no_upstream" : undefined;
    case 504:
      return target.isSent ? "read_timeout" : "connect_timeout";
    default:
      return undefined;
  }
}
