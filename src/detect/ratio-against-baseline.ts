import type { Baseline, RatioCondition } from "../model/condition.ts";
import type { ConditionState } from "./condition-state.ts";
import { createBaseline } from "./create-baseline.ts";
import { createMeasured, type SavedMeasure } from "./measured.ts";
import { createTallyWindow, type SavedTally } from "./tally-window.ts";

/** The ratio as a multiple of the baseline's. */
export function ratioAgainstBaseline(
  { compare, clear, windowMs, minCount }: RatioCondition,
  baseline: Baseline,
  saved: SavedMeasure | undefined,
): ConditionState {
  // It is what `save` below gave.
  const window = createTallyWindow(windowMs, 0, saved?.window as SavedTally | undefined);
  return createMeasured(
    {
      window: {
        enter: (at, { match, other }) => window.add(at, match, other),
        leave: window.leave,
        nextLeave: window.nextLeave,
        lastLeave: window.lastLeave,
        value: () => (window.others() === 0 ? null : window.matches() / window.others()),
        enough: () => window.others() >= minCount,
        of: window.others,
        oldestMatch: window.oldestMatch,
        save: window.save,
      },
      compare,
      clear,
      baseline: createBaseline(
        baseline,
        {
          aggregate: undefined,
          counted: (_, others) => others,
          value: (matches, others) => matches / others,
        },
        saved?.baseline,
      ),
      knownFrom: () => Number.NEGATIVE_INFINITY,
      speaksOfSilence: false,
      onlyFalls: false,
    },
    saved,
  );
}
