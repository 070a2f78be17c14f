import type { MetricCondition } from "../model/condition.ts";
import { groupReader } from "../model/group.ts";
import { createNumberWindow } from "./aggregates.ts";
import { baselineLookbackMs } from "./baseline-track.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { type ConditionState, NEITHER } from "./condition-state.ts";
import { createBaseline, rated } from "./create-baseline.ts";
import { createMeasured, type MeasuredWindow, type SavedMeasure } from "./measured.ts";
import type { SavedNumbers } from "./number-ring.ts";
import {
  createTallyWindow,
  leaveInstant,
  maxExactWindowMs,
  type SavedTally,
  windowLookbackMs,
} from "./tally-window.ts";

/**
 * True while the aggregate of a number among the matches in the window compares; false while fewer than min_count of
 * them carry it. A match without the number (or with an infinite one) is none.
 */
export const metric: ConditionKind<MetricCondition, SavedMeasure> = {
  judge(condition, questions) {
    const match = questions.test(condition.match);
    const read = groupReader(condition.field);
    const answer = { match: true, other: false, value: 0, parts: NEITHER.parts };
    return () => {
      if (!match()) return NEITHER;
      const value = read(questions.entry());
      if (typeof value !== "number" || !Number.isFinite(value)) return NEITHER;
      answer.value = value;
      return answer;
    };
  },
  hearsOnly: ({ match }) => match,
  makesGroup: ({ match }) => match,
  speaksOfSilence: () => false,
  lookbackMs: ({ windowMs, baseline }) => Math.max(windowLookbackMs(windowMs), baselineLookbackMs(baseline)),
  create: (condition, _, saved) => createMetric(condition, saved),
};

function createMetric(condition: MetricCondition, saved: SavedMeasure | undefined): ConditionState {
  const { compare, clear, windowMs, aggregate, baseline } = condition;
  return createMeasured(
    {
      window: createMetricWindow(condition, saved),
      compare,
      clear,
      baseline:
        baseline === undefined
          ? undefined
          : createBaseline(
              baseline,
              {
                aggregate,
                counted: (matches) => matches,
                value: (_, __, spanMs, value) =>
                  aggregate === "sum" ? rated(value(), windowMs, spanMs) : value(),
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

type SavedMetricWindow = { readonly tally: SavedTally; readonly numbers: SavedNumbers };

function createMetricWindow(
  { windowMs, aggregate, minCount }: MetricCondition,
  saved: SavedMeasure | undefined,
): MeasuredWindow {
  // It is what `save` below gave.
  const kept = saved?.window as SavedMetricWindow | undefined;
  // Counts come from one ring and numbers from another: the extremes keep only the numbers that matter.
  const tally = createTallyWindow(windowMs, 0, kept?.tally);
  const form = windowMs <= maxExactWindowMs ? "each" : "merged";
  const numbers = createNumberWindow(aggregate, form, kept?.numbers);
  const least = Math.max(1, minCount);
  return {
    enter(at, { value }) {
      if (typeof value !== "number") return;
      tally.add(at, true, false);
      numbers.add(leaveInstant(at, windowMs), value);
    },
    leave(at) {
      tally.leave(at);
      numbers.leave(at);
    },
    nextLeave: tally.nextLeave,
    lastLeave: tally.lastLeave,
    value: () => (tally.matches() === 0 ? null : numbers.value(tally.matches())),
    enough: () => tally.matches() >= least,
    of: tally.matches,
    oldestMatch: tally.oldestMatch,
    save: (): SavedMetricWindow => ({ tally: tally.save(), numbers: numbers.save() }),
  };
}
