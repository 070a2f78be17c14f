import type { Baseline } from "../model/condition.ts";
import type { Judged } from "./condition-state.ts";
import type { Saved } from "./saved.ts";

/** The baseline of one group. */
export interface BaselineTrack {
  /** Below it the value is never true. */
  readonly floor: number;
  readonly enter: (at: number, judged: Judged) => void;
  /**
   * Takes it anew if a minute at or before `at` calls for that. All entries up to and including `at` have entered,
   * and no earlier such minute was left out.
   */
  readonly take: (at: number) => void;
  /** As it was taken last; undefined: too thin. */
  readonly base: () => number | undefined;
  /** The minute at which it may become another; Infinity while it stands still or there is nothing. */
  readonly nextTake: () => number;
  /** It stands still while an episode lasts; the first minute after it takes it anew. */
  readonly episode: (at: number, open: boolean) => void;
  /** When nothing is left to remember, if no entry comes; -Infinity when nothing is. */
  readonly emptyAt: () => number;
  readonly save: () => Saved;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The first whole minute after `at`. */
export function minuteAfter(at: number): number {
  return Math.floor(at / minuteMs) * minuteMs + minuteMs;
}

/** How far back entries can matter for a baseline, ms: a little more, since it is taken at minutes and hours. */
export function baselineLookbackMs(baseline: Baseline | undefined): number {
  if (baseline === undefined) return 0;
  if (baseline.kind === "same_hour") return baseline.days * dayMs + 2 * hourMs;
  return baseline.offsetMs + baseline.windowMs + 2 * minuteMs;
}
