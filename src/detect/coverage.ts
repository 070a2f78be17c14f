import type { Rule } from "../model/rule.ts";
import { lookbackMs } from "./lookback.ts";

/** A rule whose past is not all there any more. */
export interface Uncovered {
  readonly rule: string;
  /** Log time from which it sees all that it looks back at. */
  readonly until: number;
}

/**
 * Rules that were derived anew at the position from entries of which older ones had been deleted. Time before the
 * first entry ever judged is empty, not unknown.
 */
export function uncovered(
  rules: readonly Rule[],
  history: {
    readonly position: number;
    /** Log time from which everything was judged. */
    readonly judgedFrom: number | undefined;
    /** Time of the oldest entry that is kept; undefined where there is none. */
    readonly oldestKept: number | undefined;
  },
): readonly Uncovered[] {
  const { position, judgedFrom, oldestKept = position } = history;
  // A fresh directory's ledger begins one millisecond before its first entry.
  if (judgedFrom === undefined || judgedFrom >= oldestKept - 1) return [];
  return rules
    .filter((rule) => rule.enabled)
    .map((rule) => ({ rule: rule.id, until: oldestKept + lookbackMs(rule) }))
    .filter(({ until }) => until > position);
}
