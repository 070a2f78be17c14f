import type { Baseline, CountCondition } from "../model/condition.ts";
import { hasUpperBound } from "./comparison.ts";
import type { ConditionState, Coverage } from "./condition-state.ts";
import { createBaseline, rated } from "./create-baseline.ts";
import { createMeasured, type SavedMeasure } from "./measured.ts";
import { createTallyWindow, type SavedTally } from "./tally-window.ts";

/** The number of matches as a multiple of the baseline's, both as rates. */
export function countAgainstBaseline(
  { compare, clear, windowMs }: CountCondition,
  baseline: Baseline,
  coverage: Coverage,
  saved: SavedMeasure | undefined,
): ConditionState {
  // It is what `save` below gave.
  const window = createTallyWindow(windowMs, 0, saved?.window as SavedTally | undefined);
  const upper = hasUpperBound(compare);
  return createMeasured(
    {
      window: {
        enter: (at, { match }) => window.add(at, match, false),
        leave: window.leave,
        nextLeave: window.nextLeave,
        lastLeave: window.lastLeave,
        value: window.matches,
        enough: () => true,
        oldestMatch: window.oldestMatch,
        save: window.save,
      },
      compare,
      clear,
      baseline: createBaseline(
        baseline,
        {
          aggregate: undefined,
          counted: (matches) => matches,
          value: (matches, _, spanMs) => rated(matches, windowMs, spanMs),
        },
        saved?.baseline,
      ),
      knownFrom: () => (upper ? coverage.since() + windowMs : Number.NEGATIVE_INFINITY),
      speaksOfSilence: upper,
      onlyFalls: !upper,
    },
    saved,
  );
}
