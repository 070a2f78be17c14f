import fc from "fast-check";
import { expect, test } from "vitest";
import { createAlertLife } from "../../src/alerts/alert-life.ts";
import {
  BOTH,
  type ConditionState,
  type Judged,
  MATCH,
  NEITHER,
  OTHER,
} from "../../src/detect/condition-state.ts";
import { createGroupTrack } from "../../src/detect/group-track.ts";
import { ratio } from "../../src/detect/ratio.ts";
import type { Signal } from "../../src/detect/signal.ts";
import type { Comparator, RatioCondition } from "../../src/model/condition.ts";
import { says } from "./made-up.ts";

/** Changes of the signal with their instants, as a listener without timers hears them. */
function changes(state: ConditionState, steps: readonly Step[]): readonly (readonly [number, Signal])[] {
  const heard: [number, Signal][] = [];
  let last: Signal = false;
  const track = createGroupTrack(
    state,
    {
      nextTimer: () => Number.POSITIVE_INFINITY,
      onSignal(at, signal) {
        if (signal !== last) heard.push([at, signal]);
        last = signal;
      },
      onTimer: () => {},
      idle: () => last === false,
      save: () => createAlertLife({ forMs: 0, keepFiringForMs: 0, keepUnknownMs: 0 }, () => {}).save(),
    },
    () => {},
  );
  let at = 1_000_000;
  for (const { gap, match, other } of steps) {
    at += gap;
    track.enter(at, answer(match, other));
  }
  track.advance(at + 10_000);
  return heard;
}

const coverage = { since: () => 0 };

function answer(match: boolean, other: boolean): Judged {
  if (match) return other ? BOTH : MATCH;
  return other ? OTHER : NEITHER;
}

interface Step {
  readonly gap: number;
  readonly match: boolean;
  readonly other: boolean;
}

/**
 * Long, and with a share that stays near some value for a while: absorbing pays, and must stop in time. Made from a
 * seed, because lists made item by item are too short to get near the bounds.
 */
function stepsOf(seed: number): readonly Step[] {
  const next = numbersFrom(seed);
  const steps: Step[] = [];
  let share = 0;
  let rest = 1;
  let busy = 1;
  for (let place = 0; place < 600; place++) {
    if (place % 100 === 0)
      [share, rest, busy] = [next() < 0.2 ? 0 : next(), next() < 0.5 ? 1 : 0.5, next() < 0.5 ? 1 : 4];
    const gap = next() < 0.01 ? Math.floor(next() * 200) : Math.floor(next() * busy);
    steps.push({ gap, match: next() < share, other: next() < rest });
  }
  return steps;
}

/** A linear congruential generator (the constants of Numerical Recipes), 0 to 1. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const bound = fc.constantFrom(0, 0.05, 0.1, 0.3, 0.5, 0.75, 1, 1.5);
const compare: fc.Arbitrary<Comparator> = fc.oneof(
  bound.map((gte) => ({ gte })),
  bound.map((gt) => ({ gt })),
  bound.map((lt) => ({ lt })),
  fc.tuple(bound, fc.constantFrom(0.1, 0.4)).map(([gte, width]) => ({ gte, lte: gte + width })),
);

test("absorbing entries changes nothing that is heard", () => {
  fc.assert(
    fc.property(
      fc.record({
        compare,
        clear: fc.option(bound, { nil: undefined }),
        windowMs: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constant(960_000)),
        minCount: fc.integer({ min: 1, max: 60 }),
      }),
      fc.integer({ min: 0, max: 2 ** 31 }),
      ({ clear, ...made }, seed) => {
        // A share must never both start and clear it; `check` refuses such a rule.
        const start = made.compare.gt ?? made.compare.gte;
        const condition: RatioCondition = {
          type: "ratio",
          match: says("m"),
          ...made,
          ...(clear === undefined || start === undefined ? {} : { clear: { lt: Math.min(clear, start) } }),
        };
        const list = stepsOf(seed);
        const plain: ConditionState = { ...ratio.create(condition, coverage), absorb: () => false };
        expect(changes(ratio.create(condition, coverage), list)).toEqual(changes(plain, list));
      },
    ),
    { numRuns: 1_000 },
  );
});
