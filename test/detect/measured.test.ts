import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/alerts/engine.ts";
import { lookbackMs } from "../../src/detect/lookback.ts";
import type { Baseline, Comparator, MetricAggregate, MetricCondition } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { entryAt, ruleOf, says } from "./made-up.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A whole hour. */
const origin = Date.UTC(2026, 10, 22, 9);

function timed(at: number, duration_ms: number | undefined): Entry {
  return { ...entryAt(origin + at, "m"), duration_ms };
}

function metricOf(
  aggregate: MetricAggregate,
  compare: Comparator,
  more: Partial<MetricCondition> = {},
): MetricCondition {
  return {
    type: "metric",
    match: says("m"),
    field: "duration_ms",
    aggregate,
    windowMs: 100,
    compare,
    minCount: 1,
    ...more,
  };
}

/** What is told, as "instant state value" with instants from the origin. */
function told(rule: Rule, entries: readonly Entry[], until: number): readonly string[] {
  const engine = createEngine([rule]);
  for (const entry of entries) engine.enter(entry);
  return engine.advance(origin + until).map(({ at, state, value }) => `${at - origin} ${state} ${value}`);
}

function numbers(values: readonly (number | undefined)[], step = 0): readonly Entry[] {
  return values.map((value, place) => timed(place * step, value));
}

const oneTo = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place + 1);

describe("metric", () => {
  test.each<[string, MetricAggregate, readonly (number | undefined)[], number]>([
    ["the p99 of one number is that number", "p99", [71], 71],
    ["the p50 of two is the lower: nearest rank", "p50", [20, 10], 10],
    ["the p99 of two is the higher", "p99", [10, 20], 20],
    ["the p99 of a hundred is the 99th", "p99", oneTo(100), 99],
    ["the p99.9 of a hundred is the highest", "p99.9", oneTo(100), 100],
    ["the p1 of a hundred is the lowest", "p1", oneTo(100), 1],
    ["a percentile is told by its bucket, at most 0.4 % below", "p50", [1003], 1002],
    ["nothing between them: the average of two", "avg", [1, 2], 1.5],
    ["a tenth ten times is 1", "sum", Array.from({ length: 10 }, () => 0.1), 1],
    ["the least", "min", [7.25, 3.5, 9], 3.5],
    ["the greatest, exact", "max", [1003, 7], 1003],
    ["matches without the number do not count", "avg", [undefined, 4, undefined], 4],
    ["0 is a number", "min", [5, 0], 0],
  ])("%s", (_, aggregate, values, value) => {
    expect(told(ruleOf(metricOf(aggregate, { gte: 0 })), numbers(values), 0)).toEqual([`0 firing ${value}`]);
  });

  test("ends with null once all have left, whatever the sum was made of", () => {
    const rule = ruleOf(metricOf("sum", { gt: 0 }));
    const entries = numbers(Array.from({ length: 10 }, () => 0.1));
    expect(told(rule, entries, 1_000)).toEqual(["0 firing 1", "100 resolved null"]);
  });

  test("what came and went leaves nothing in a sum", () => {
    const rule = ruleOf(metricOf("sum", { lte: 0 }));
    // After the tenths have left only the 0 is there: 1e16 would have swallowed them.
    const entries = [timed(0, 1e16), timed(0, 0.1), timed(10, 0)];
    expect(told(rule, entries, 1_000)).toEqual(["100 firing 0", "110 resolved null"]);
  });

  test("is false below min_count, while numbers leave too", () => {
    const rule = ruleOf(metricOf("max", { gt: 1 }, { minCount: 2 }));
    expect(told(rule, [timed(0, 5), timed(40, 5), timed(60, undefined)], 1_000)).toEqual([
      "40 firing 5",
      "100 resolved 5",
    ]);
  });

  test("clear holds it until it is crossed", () => {
    const rule = ruleOf(metricOf("max", { gt: 10 }, { clear: { lt: 5 } }));
    const entries = [timed(0, 12), timed(50, 7), timed(120, 4)];
    expect(told(rule, entries, 1_000)).toEqual(["0 firing 12", "150 resolved 4"]);
  });

  test("a text and an infinite number are none", () => {
    const rule = ruleOf({ ...metricOf("max", { gte: 0 }), field: "attributes.x" });
    const withX = (at: number, x: string | number): Entry => ({
      ...entryAt(origin + at, "m"),
      attributes: { x },
    });
    expect(told(rule, [withX(0, "12"), withX(1, Number.POSITIVE_INFINITY), withX(2, 3)], 2)).toEqual([
      "2 firing 3",
    ]);
  });
});

const lastHour: Baseline = { kind: "window", windowMs: hour, offsetMs: 5 * minute, minCount: 10, floor: 0 };

/** One entry every ten seconds. */
function steady(from: number, to: number, duration: number): Entry[] {
  const list: Entry[] = [];
  for (let at = from; at < to; at += 10_000) list.push(timed(at, duration));
  return list;
}

function slow(baseline: Baseline, more: Partial<Rule> = {}): Rule {
  return ruleOf(metricOf("avg", { gt: 2 }, { windowMs: minute, baseline }), more);
}

describe("a baseline", () => {
  test("is unknown until it holds min_count, and told from the next minute", () => {
    // From the first minute on every value is three times the first ones.
    const list = [...steady(0, 2 * minute, 10), ...steady(2 * minute, 20 * minute, 30)];
    // The tenth entry, at 90 s, is in the cell that ends at 2 m and enters the baseline at 7 m.
    expect(told(slow(lastHour), list, 8 * minute)).toEqual([`${7 * minute} firing 30`]);
  });

  test("an hour of silence leaves none, so that what follows is not judged against nothing", () => {
    const list = [...steady(0, 20 * minute, 10), ...steady(95 * minute, 99 * minute, 100)];
    expect(told(slow(lastHour), list, 100 * minute)).toEqual([]);
  });

  test("the incident does not become its own baseline: it stands still while the episode lasts", () => {
    // Five hours at three times the usual: a moving baseline would call that usual after half an hour.
    const list = [...steady(0, 60 * minute, 10), ...steady(60 * minute, 360 * minute, 30)];
    list.push(...steady(360 * minute, 362 * minute, 10));
    const lines = told(slow(lastHour), list, 362 * minute);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/ firing /);
    // The baseline still is 10, so the average of three at 30 and three at 10 is not more than twice that.
    expect(lines[1]).toBe(`${360 * minute + 20_000} resolved 20`);
  });

  test("within all_of it stands still while the episode of the whole lasts", () => {
    const alone = slow(lastHour);
    const { condition } = alone;
    if (condition.type !== "metric") throw new Error("slow is a metric");
    const any = { type: "any", match: says("m"), windowMs: hour } as const;
    const joined = ruleOf({ type: "all_of", conditions: { slow: condition, any } });
    const list = [...steady(0, 60 * minute, 10), ...steady(60 * minute, 200 * minute, 30)];
    list.push(...steady(200 * minute, 202 * minute, 10));
    const instants = (rule: Rule): readonly string[] =>
      told(rule, list, 202 * minute).map((line) => line.split(" ").slice(0, 2).join(" "));
    expect(instants(joined)).toEqual(instants(alone));
    expect(instants(joined)).toHaveLength(2);
  });

  test("it stands still while keep_firing_for lasts, and moves at the first minute after", () => {
    const made = slow(
      { ...lastHour, windowMs: 10 * minute, offsetMs: 0, minCount: 1 },
      { keepFiringForMs: 20 * minute },
    );
    const list = [
      ...steady(0, 10 * minute, 10),
      ...steady(10 * minute, 11 * minute, 100),
      ...steady(11 * minute, 25 * minute, 15),
      ...steady(25 * minute, 26 * minute, 100),
      ...steady(26 * minute, 60 * minute, 35),
    ];
    // A moving baseline of 15 would make 35 true; against the one that stood still at 10 it is, until the end.
    const lines = told(made, list, 90 * minute);
    expect(lines[0]).toMatch(/^600000 firing/);
    expect(lines.filter((line) => line.includes("resolved"))).toHaveLength(1);
  });

  test("the minute at which it is taken sees the entries of that very millisecond", () => {
    const baseline: Baseline = { kind: "window", windowMs: minute, offsetMs: 0, minCount: 1, floor: 0 };
    const rule = ruleOf(metricOf("max", { gte: 2 }, { windowMs: 10, baseline }));
    // At 1 m the entry of 1 m is in window and baseline alike: 8 is not twice 8. At 1 m + 1 the baseline still is 8.
    expect(told(rule, [timed(30_000, 1), timed(minute, 8), timed(minute + 1, 20)], 2 * minute)).toEqual([
      `${minute + 1} firing 20`,
      `${minute + 11} resolved null`,
    ]);
  });

  test("a value below floor is never true", () => {
    const floor = 0.5;
    const rule = ruleOf(
      metricOf("avg", { gt: 2 }, { windowMs: minute, baseline: { ...lastHour, floor, minCount: 1 } }),
    );
    const list = [
      ...steady(0, 30 * minute, 0.01),
      ...steady(30 * minute, 40 * minute, 0.4),
      timed(41 * minute, 0.6),
    ];
    expect(told(rule, list, 45 * minute).map((line) => line.split(" ")[0])).toEqual([
      String(41 * minute),
      String(42 * minute),
    ]);
  });

  test("counts are compared as rates", () => {
    const baseline: Baseline = { kind: "window", windowMs: 10 * minute, offsetMs: 0, minCount: 50, floor: 0 };
    const rule = ruleOf({ type: "count", match: says("m"), windowMs: minute, compare: { gt: 2 }, baseline });
    // 54 in the ten minutes before 12 m are 5.4 in one: 10 are not more than twice that, 11 are.
    const calm = steady(1, 11 * minute, 1);
    const burst = Array.from({ length: 11 }, (_, place) => timed(12 * minute + 30_000 + place, 1));
    expect(told(rule, [...calm, ...burst], 12 * minute + 40_000)).toEqual([
      `${12 * minute + 30_010} firing 11`,
    ]);
  });

  test("same_hour is the median of that hour of UTC on the days before, thin hours left out", () => {
    const baseline: Baseline = { kind: "same_hour", days: 7, minCount: 3, floor: 0 };
    const rule = ruleOf(metricOf("avg", { gt: 2 }, { windowMs: minute, baseline }));
    const perDay = [10, 1000, 12, undefined, 11, 10_000, 13];
    const list = perDay.flatMap((value, back) =>
      value === undefined ? [timed(back * day + minute, 1)] : steady(back * day, back * day + minute, value),
    );
    // The median of 10, 11, 12, 13, 1000 and 10000 is 12.5.
    list.push(
      timed(7 * day - minute, 26),
      timed(7 * day + 20 * minute, 25),
      timed(7 * day + 30 * minute, 25.1),
    );
    const lines = told(rule, list, 8 * day).filter((line) => Number(line.split(" ")[0]) >= 7 * day);
    expect(lines).toEqual([`${7 * day + 30 * minute} firing 25.1`, `${7 * day + 31 * minute} resolved null`]);
  });

  test("belongs to what the rule looks back over", () => {
    const sameHour: Baseline = { kind: "same_hour", days: 7, minCount: 1, floor: 0 };
    expect(lookbackMs(slow(lastHour))).toBeGreaterThanOrEqual(hour + 5 * minute);
    expect(lookbackMs(slow(sameHour))).toBeGreaterThanOrEqual(7 * day);
    const escalate = { severity: "critical", condition: slow(sameHour).condition } as const;
    expect(lookbackMs(ruleOf(metricOf("max", { gt: 1 }), { escalate }))).toBeGreaterThanOrEqual(7 * day);
  });
});
