import type { LogPruner, PruneLimits } from "../ports/log-pruner.ts";

export interface RetentionSettings {
  readonly maxAgeMs: number;
  /** Of the pages in use; 0: no limit. */
  readonly maxBytes: number;
}

export interface RetentionState {
  /** Wall clock. */
  readonly now: number;
  /** Log time up to which everything has been judged; undefined: nothing has been. */
  readonly position: number | undefined;
  /** The longest that a rule looks back. */
  readonly lookbackMs: number;
  /** Log time of the oldest entry that an open alert or incident was decided on. */
  readonly openSince: number | undefined;
  readonly usedBytes: number;
  readonly oldestShare: LogPruner["oldestShare"];
}

export interface RetentionPlan extends PruneLimits {
  readonly usedBytes: number;
  /** The store is larger than it may be, and what could be deleted does not bring it below. */
  readonly overSize: boolean;
  /** Why entries are kept for longer than their age says. */
  readonly heldBy?: "position" | "rules" | "open incidents";
}

/** Of the excess, so that what is deleted now need not be planned again in a minute. */
const margin = 1.02;

/**
 * How far to delete. By age: nothing that is not judged yet, that an enabled rule still looks back on, or that an
 * open incident was decided on. By size: the same, except that an open incident does not hold entries, or one that
 * never ends would fill the disk; its facts are kept with it all the same.
 */
export function planRetention(settings: RetentionSettings, state: RetentionState): RetentionPlan {
  const { now, position, lookbackMs, openSince, usedBytes } = state;
  const byAge = now - settings.maxAgeMs;
  const rulesNeed = (position ?? Number.NEGATIVE_INFINITY) - lookbackMs - 1;
  const openNeed = openSince === undefined ? Number.POSITIVE_INFINITY : openSince - lookbackMs - 1;
  const excess = settings.maxBytes === 0 ? 0 : usedBytes - settings.maxBytes;
  const bySize: PruneLimits =
    excess > 0 ? state.oldestShare(Math.min(1, (excess / usedBytes) * margin)) : nothing;
  const entriesTo = Math.max(Math.min(byAge, rulesNeed, openNeed), Math.min(bySize.entriesTo, rulesNeed));
  const heldBy = holder(entriesTo, byAge, rulesNeed, position);
  return {
    entriesTo,
    linesTo: Math.max(byAge, bySize.linesTo),
    usedBytes,
    overSize: excess > 0 && bySize.entriesTo > rulesNeed,
    ...(heldBy === undefined ? {} : { heldBy }),
  };
}

const nothing: PruneLimits = { entriesTo: Number.NEGATIVE_INFINITY, linesTo: Number.NEGATIVE_INFINITY };

function holder(
  entriesTo: number,
  byAge: number,
  rulesNeed: number,
  position: number | undefined,
): RetentionPlan["heldBy"] {
  if (entriesTo >= byAge || position === undefined) return undefined;
  if (entriesTo < rulesNeed) return "open incidents";
  return position < byAge ? "position" : "rules";
}
