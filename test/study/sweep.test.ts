import { describe, expect, it } from "vitest";
import type { SingleCondition } from "../../src/model/condition.ts";
import { createBacktest } from "../../src/study/backtest.ts";
import { boundOf, boundsOf, maxSweepValues, parseSweep, withBound } from "../../src/study/sweep.ts";
import { entryAt, ruleOf, says } from "../detect/made-up.ts";

const count: SingleCondition = {
  type: "count",
  match: says("m"),
  windowMs: 1_000,
  compare: { gte: 3, lt: 9 },
};

describe("a sweep", () => {
  it.each([
    ["gte=3..6", { key: "gte", values: [3, 4, 5, 6] }],
    ["gte=0.1..0.4:0.1", { key: "gte", values: [0.1, 0.2, 0.3, 0.4] }],
    ["share.gt=5..5", { key: "share.gt", values: [5] }],
    ["lt=-2..0", { key: "lt", values: [-2, -1, 0] }],
    ["gte=1..2:0.4", { key: "gte", values: [1, 1.4, 1.8] }],
    ["gte=6..3", undefined],
    ["gte=3", undefined],
    ["gte=a..b", undefined],
    ["gte=1..2:0", undefined],
    [`gte=1..${maxSweepValues + 1}`, undefined],
  ])("%s", (text, sweep) => {
    expect(parseSweep(text)).toEqual(sweep);
  });
});

describe("a bound", () => {
  it("of a condition is read and changed, the others stay", () => {
    const rule = ruleOf(count);
    expect(boundsOf(rule)).toEqual(["gte", "lt"]);
    expect(boundOf(rule, "lt")).toBe(9);
    expect(withBound(rule, "lt", 7)?.condition).toEqual({ ...count, compare: { gte: 3, lt: 7 } });
    expect(withBound(rule, "gt", 7)).toBeUndefined();
  });

  it("of a run is gte", () => {
    const rule = ruleOf({ type: "consecutive", match: says("m"), gte: 5, maxGapMs: 1_000 });
    expect(boundOf(rule, "gte")).toBe(5);
    expect(withBound(rule, "gte", 2)?.condition).toMatchObject({ gte: 2 });
    expect(withBound(rule, "lt", 2)).toBeUndefined();
  });

  it("of a joined condition has its name, dots and all", () => {
    const rule = ruleOf({
      type: "all_of",
      conditions: { "a.b": count, any: { type: "any", match: says("m"), windowMs: 1 } },
    });
    expect(boundsOf(rule)).toEqual(["a.b.gte", "a.b.lt"]);
    expect(boundOf(rule, "a.b.gte")).toBe(3);
    expect(withBound(rule, "a.b.gte", 4)?.condition).toMatchObject({
      conditions: { "a.b": { compare: { gte: 4 } } },
    });
    expect(withBound(rule, "gte", 4)).toBeUndefined();
    expect(withBound(rule, "c.gte", 4)).toBeUndefined();
  });
});

it("one pass finds for each value what a backtest of that rule alone finds", () => {
  const rule = ruleOf({ ...count, compare: { gte: 3 } }, { id: "r" });
  const list = Array.from({ length: 400 }, (_, i) => entryAt(i * 97 + (i % 7) * 40, i % 5 === 0 ? "o" : "m"));
  const telling = { lanes: [], route: undefined, info: "record", reopenWithinMs: 900_000 } as const;
  const found = (rules: readonly (typeof rule)[]) => {
    const backtest = createBacktest({ rules, from: 0, to: 50_000, telling });
    for (const entry of list.toSorted((a, b) => a.time - b.time)) backtest.enter(entry);
    return backtest.finish().outcomes.map(({ count: episodes, firingMs }) => [episodes, firingMs]);
  };
  const variants = [1, 5, 8, 9, 10].flatMap((value) => withBound(rule, "gte", value) ?? []);
  const together = found(variants);
  expect(together).toEqual(variants.flatMap((variant) => found([variant])));
  expect(new Set(together.map(String)).size).toBeGreaterThan(2);
});
