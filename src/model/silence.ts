import type { Matcher } from "./matcher.ts";

/** Nobody is told of alerts that all matchers match, for a time; the record is kept all the same. It always ends. */
export interface Silence {
  readonly id: string;
  /** At least one. */
  readonly matchers: readonly Matcher[];
  /** Wall clock. */
  readonly startsAt: number;
  /** Exclusive. */
  readonly endsAt: number;
  readonly createdBy: string;
  /** Why; never empty. */
  readonly comment: string;
  readonly createdAt: number;
  /** Who ended it before its time. */
  readonly endedBy?: string;
}

/** Longest silence, so that none is forgotten for ever. */
export const maxSilenceMs = 30 * 24 * 3_600_000;
