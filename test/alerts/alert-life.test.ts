import { describe, expect, test } from "vitest";
import { createAlertLife, type LifeChange, type LifeTimings } from "../../src/alerts/alert-life.ts";
import type { Signal, SignalSource } from "../../src/detect/signal.ts";

interface Case {
  readonly name: string;
  readonly timings?: Partial<LifeTimings>;
  /** Signal at an instant; "tick" only lets timers run. */
  readonly steps: readonly (readonly [at: number, signal: Signal | "tick"])[];
  readonly told: readonly string[];
}

const cases: readonly Case[] = [
  { name: "without `for` it fires at once, and only that is told", steps: [[10, true]], told: ["10 firing"] },
  {
    name: "with `for` it is pending, and fires at >= for",
    timings: { forMs: 30 },
    steps: [
      [10, true],
      [39, "tick"],
      [40, "tick"],
    ],
    told: ["10 pending", "40 firing"],
  },
  {
    name: "a pending that breaks at the very instant does not fire: the signal comes before the timer",
    timings: { forMs: 30 },
    steps: [
      [10, true],
      [40, false],
    ],
    told: ["10 pending", "40 resolved not_held"],
  },
  {
    name: "a break starts `for` over",
    timings: { forMs: 30 },
    steps: [
      [10, true],
      [30, false],
      [31, true],
      [60, "tick"],
      [61, "tick"],
    ],
    told: ["10 pending", "30 resolved not_held", "31 pending", "61 firing"],
  },
  {
    name: "without keep_firing_for it resolves at once",
    steps: [
      [10, true],
      [20, false],
    ],
    told: ["10 firing", "20 resolved"],
  },
  {
    name: "keep_firing_for holds it, and a return within it is the same episode",
    timings: { keepFiringForMs: 50 },
    steps: [
      [10, true],
      [20, false],
      [69, "tick"],
      [70, true],
      [80, false],
      [129, "tick"],
      [130, "tick"],
    ],
    told: ["10 firing", "130 resolved"],
  },
  {
    name: "unknown starts a pending over",
    timings: { forMs: 30 },
    steps: [
      [10, true],
      [20, "unknown"],
      [25, true],
      [55, "tick"],
    ],
    told: ["10 pending", "20 resolved not_held", "25 pending", "55 firing"],
  },
  {
    name: "unknown holds a firing alert at most keep_unknown",
    timings: { keepUnknownMs: 100 },
    steps: [
      [10, true],
      [20, "unknown"],
      [119, "tick"],
      [120, "tick"],
    ],
    told: ["10 firing", "120 resolved no_data"],
  },
  {
    name: "false after unknown is an ordinary end, counted from the false",
    timings: { keepUnknownMs: 100, keepFiringForMs: 10 },
    steps: [
      [10, true],
      [20, "unknown"],
      [30, false],
      [39, "tick"],
      [40, "tick"],
    ],
    told: ["10 firing", "40 resolved"],
  },
];

function source(value: number, evidenceFrom: number): SignalSource {
  return { value: () => value, evidenceFrom: () => evidenceFrom };
}

function play({ timings, steps }: Case): string[] {
  const told: string[] = [];
  const life = createAlertLife(
    { forMs: 0, keepFiringForMs: 0, keepUnknownMs: 900_000, ...timings },
    (change) => told.push(words(change)),
  );
  for (const [at, signal] of steps) {
    if (signal !== "tick") life.onSignal(at, signal, source(1, at));
    if (life.nextTimer() <= at) life.onTimer(at, source(1, at));
  }
  return told;
}

function words({ at, state, reason }: LifeChange): string {
  return [at, state, reason].filter((part) => part !== null).join(" ");
}

describe("the life of an alert", () => {
  test.each(cases)("$name", (one) => {
    expect(play(one)).toEqual(one.told);
  });

  test("every line carries the start of the signal, and the end the value that ended it", () => {
    const told: LifeChange[] = [];
    const timings = { forMs: 5, keepFiringForMs: 10, keepUnknownMs: 0 };
    const life = createAlertLife(timings, (change) => told.push(change));
    life.onSignal(10, true, source(11, 3));
    life.onTimer(15, source(14, 99));
    life.onSignal(20, false, source(9, 99));
    life.onSignal(25, false, source(2, 99));
    life.onTimer(30, source(0, 99));
    expect(told.map(({ startedAt, evidenceFrom, value }) => [startedAt, evidenceFrom, value])).toEqual([
      [10, 3, 11],
      [10, 3, 14],
      [10, 3, 9],
    ]);
  });
});
