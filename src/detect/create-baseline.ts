import type { Baseline } from "../model/condition.ts";
import { createHourBaseline, type SavedHourBaseline } from "./baseline-hours.ts";
import type { BaselineTrack } from "./baseline-track.ts";
import { createWindowBaseline, type SavedWindowBaseline } from "./baseline-window.ts";
import type { Saved } from "./saved.ts";
import type { BaselineMeasure } from "./tally-cell.ts";

/** The baseline of a new group, or the one that was saved. */
export function createBaseline(
  baseline: Baseline,
  measure: BaselineMeasure,
  saved: Saved | undefined,
): BaselineTrack {
  // What was saved is of the same meaning, so it is of the same kind.
  return baseline.kind === "window"
    ? createWindowBaseline(baseline, measure, saved as SavedWindowBaseline | undefined)
    : createHourBaseline(baseline, measure, saved as SavedHourBaseline | undefined);
}

/** Sums and numbers of matches grow with time, so they are compared as rates. */
export function rated(value: number, windowMs: number, spanMs: number): number {
  return (value * windowMs) / spanMs;
}
