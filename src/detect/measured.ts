import type { Comparator } from "../model/condition.ts";
import type { BaselineTrack } from "./baseline-track.ts";
import { compares } from "./comparison.ts";
import type { ConditionState, Judged } from "./condition-state.ts";
import type { Saved } from "./saved.ts";
import type { Signal } from "./signal.ts";

const never = Number.POSITIVE_INFINITY;

/** A sliding window with a value that is compared: a number of matches, a share, an aggregate. */
export interface MeasuredWindow {
  readonly enter: (at: number, judged: Judged) => void;
  readonly leave: (at: number) => void;
  /** When something leaves next; Infinity when empty. */
  readonly nextLeave: () => number;
  readonly lastLeave: () => number;
  /** Null where there is none. */
  readonly value: () => number | null;
  /** False: too few to be judged, so that the signal is false. */
  readonly enough: () => boolean;
  /** What the value is taken of; absent: it is a number of matches. */
  readonly of?: () => number;
  readonly oldestMatch: () => number;
  readonly save: () => Saved;
}

export interface Measure {
  readonly window: MeasuredWindow;
  readonly compare: Comparator;
  readonly clear: Comparator | undefined;
  /** Comparators are multiples of it, where there is one. */
  readonly baseline: BaselineTrack | undefined;
  /** Before it the signal is unknown, and it is judged there; -Infinity where that is not so. */
  readonly knownFrom: () => number;
  /** The signal can hold without any entry, so the group is never forgotten. */
  readonly speaksOfSilence: boolean;
  /** While entries leave, false stays false. */
  readonly onlyFalls: boolean;
}

export type SavedMeasure = {
  readonly window: Saved;
  readonly baseline: Saved;
  readonly held: boolean;
  readonly last: Signal;
  readonly judgedUntil: number;
};

/**
 * Compares the value of a window, or its multiple of a baseline, judged at each entry, at each leaving, and where
 * the baseline is taken.
 */
export function createMeasured(measure: Measure, saved: SavedMeasure | undefined): ConditionState {
  const { window, compare, clear, baseline, knownFrom, speaksOfSilence, onlyFalls } = measure;
  let held = saved?.held ?? false;
  let last: Signal = saved?.last ?? (knownFrom() === Number.NEGATIVE_INFINITY ? false : "unknown");
  let judgedUntil = saved?.judgedUntil ?? Number.NEGATIVE_INFINITY;

  /** The signal at `at`, over all that has entered and left by then. */
  function judge(at: number): Signal {
    baseline?.take(at);
    if (at < knownFrom()) return "unknown";
    const value = window.value();
    if (value === null || !window.enough()) return false;
    if (baseline === undefined) return holds(value, 1);
    if (value < baseline.floor) return false;
    const base = baseline.base();
    return base === undefined ? "unknown" : holds(value, base);
  }

  function holds(value: number, unit: number): boolean {
    return held && clear !== undefined ? !compares(value, clear, unit) : compares(value, compare, unit);
  }

  function nextChange(): number {
    const knownAt = knownFrom();
    // With too few the signal is false, and stays so while more leave.
    const leaves = last === false && (onlyFalls || !window.enough()) ? never : window.nextLeave();
    return Math.min(leaves, baseline?.nextTake() ?? never, judgedUntil < knownAt ? knownAt : never);
  }

  function leave(at: number): void {
    window.leave(at);
    judgedUntil = at;
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      for (let at = nextChange(); at < until; at = nextChange()) {
        leave(at);
        if (judge(at) !== last) return at;
      }
      return never;
    },
    leave,
    absorb: () => false,
    enter(at, judged) {
      window.enter(at, judged);
      baseline?.enter(at, judged);
    },
    signal(at) {
      last = judge(at);
      held = last === true;
      return last;
    },
    value: window.value,
    view: () => ({
      ...(window.of === undefined ? {} : { of: window.of() }),
      ...(baseline === undefined ? {} : { baseline: baseline.base() ?? null }),
    }),
    quietUntil: nextChange,
    emptyAt: () => (speaksOfSilence ? never : Math.max(window.lastLeave(), baseline?.emptyAt() ?? -never)),
    evidenceFrom: window.oldestMatch,
    ...(baseline === undefined ? {} : { episode: baseline.episode }),
    save: (): SavedMeasure => ({
      window: window.save(),
      baseline: baseline?.save() ?? null,
      held,
      last,
      judgedUntil,
    }),
  };
}
