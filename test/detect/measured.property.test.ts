import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAlertLife, type LifeChange } from "../../src/alerts/alert-life.ts";
import { createEngine } from "../../src/alerts/engine.ts";
import type { ConditionState } from "../../src/detect/condition-state.ts";
import { conditionKind } from "../../src/detect/conditions.ts";
import { createGroupTrack } from "../../src/detect/group-track.ts";
import type { Baseline, Comparator, MetricAggregate } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { entryAt, ruleOf, says } from "./made-up.ts";
import { type Measured, measuredTransitions, type Told } from "./measured-reference.ts";

const runs = 2_000;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A whole hour, so that gaps of whole minutes meet minute and hour boundaries exactly. */
const origin = Date.UTC(2026, 10, 22, 9);

const value = fc.constantFrom(undefined, 0, -5, 0.1, 0.3, 71, 142, 255, 257, 1000, 1003, 1e9, 1e-9, 7.25, 3);

function entryList(gap: fc.Arbitrary<number>): fc.Arbitrary<readonly Entry[]> {
  return fc
    .array(
      fc.record({
        gap,
        message: fc.constantFrom("m", "m", "o", "mo", ""),
        service: fc.constantFrom("a", "b", undefined),
        value,
      }),
      { maxLength: 40 },
    )
    .map((list) => {
      let at = origin;
      return list.map((item) => {
        at += item.gap;
        return { ...entryAt(at, item.message, item.service), duration_ms: item.value };
      });
    });
}

const short = entryList(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 30 }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }).map((times) => times * 20_000) },
    { weight: 1, arbitrary: fc.integer({ min: 31, max: 200_000 }) },
  ),
);
const long = entryList(
  fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }).map((times) => times * minute) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 25 }).map((times) => times * hour) },
  ),
);

const windowMs = fc.oneof(
  fc.integer({ min: 1, max: 120 }),
  fc.constantFrom(1_000, 60_000, 300_000, 960_000, 1_800_000),
);
const aggregate: fc.Arbitrary<MetricAggregate> = fc.constantFrom(
  "avg",
  "min",
  "max",
  "sum",
  "p50",
  "p90",
  "p99",
  "p99.9",
  "p0.1",
);
const multiple = fc.constantFrom<Comparator>(
  { gt: 2 },
  { gte: 1 },
  { gt: 1.5, lte: 4 },
  { gte: 0.5 },
  { gt: 0 },
);
const share = fc.constantFrom<Comparator>({ gt: 0.5 }, { gte: 0.25 }, { gt: 0, lt: 0.7 });
const number = fc.constantFrom<Comparator>(
  { gt: 100 },
  { gte: 142 },
  { lt: 60 },
  { gt: 0, lte: 1000 },
  { gte: 0.3 },
);
const amount = fc.constantFrom<Comparator>({ gte: 2 }, { gt: 3 });

/** A value that starts it never clears it; `check` refuses such a rule. */
function clearOf(compare: Comparator): Comparator | undefined {
  const start = compare.gt ?? compare.gte;
  return start === undefined || compare.lt !== undefined || compare.lte !== undefined
    ? undefined
    : { lt: start / 2 };
}

const windowBaseline: fc.Arbitrary<Baseline> = fc.record({
  kind: fc.constant("window" as const),
  windowMs: fc.constantFrom(1, 3, 10).map((minutes) => minutes * minute),
  offsetMs: fc.constantFrom(0, 1, 2).map((minutes) => minutes * minute),
  minCount: fc.constantFrom(1, 1, 3),
  floor: fc.constantFrom(0, 0, 0.3, 2),
});
const hourBaseline: fc.Arbitrary<Baseline> = fc.record({
  kind: fc.constant("same_hour" as const),
  days: fc.constantFrom(1, 2, 3),
  minCount: fc.constantFrom(1, 1, 2),
  floor: fc.constantFrom(0, 0, 0.3),
});

function conditionOf(baseline: fc.Arbitrary<Baseline | undefined>): fc.Arbitrary<Measured> {
  return fc
    .record({
      type: fc.constantFrom("count" as const, "ratio" as const, "metric" as const),
      baseline,
      windowMs,
      aggregate,
      minCount: fc.constantFrom(1, 1, 2, 4),
      explicitOf: fc.boolean(),
      clears: fc.boolean(),
      multiple,
      share,
      number,
      amount,
    })
    .map((made): Measured => {
      const plain = { count: made.amount, ratio: made.share, metric: made.number }[made.type];
      let compare = made.baseline === undefined ? plain : made.multiple;
      // With an upper bound a count speaks of silence, which the reference does not.
      if (made.type === "count") compare = { gte: compare.gte ?? compare.gt ?? 1 };
      const clear = made.clears ? clearOf(compare) : undefined;
      const base = {
        match: says("m"),
        windowMs: made.windowMs,
        compare,
        ...(clear === undefined ? {} : { clear }),
        ...(made.baseline === undefined ? {} : { baseline: made.baseline }),
      };
      if (made.type === "count") return { type: "count", ...base };
      if (made.type === "ratio") {
        const of = made.explicitOf ? { of: says("o") } : {};
        return { type: "ratio", ...base, ...of, minCount: made.minCount };
      }
      const { aggregate, minCount } = made;
      return { type: "metric", ...base, field: "duration_ms", aggregate, minCount };
    });
}

function ruleWith(baseline: fc.Arbitrary<Baseline | undefined>): fc.Arbitrary<Rule> {
  return fc
    .record({
      condition: conditionOf(baseline),
      forMs: fc.constantFrom(0, 0, 5, 30, 90_000),
      keepFiringForMs: fc.constantFrom(0, 0, 7, 50, 150_000),
      groupBy: fc.constantFrom([], ["service"]),
    })
    .map(({ condition, ...more }) => ruleOf(condition, more));
}

/** The engine with `advance` after entries wherever `ticks` says so and time moves on. */
function run(made: Rule, list: readonly Entry[], until: number, ticks: readonly boolean[]): Told[] {
  const engine = createEngine([made]);
  const out = [];
  for (const [place, entry] of list.entries()) {
    const previous = list[place - 1];
    if (previous !== undefined && entry.time > previous.time && ticks[place % ticks.length] === true) {
      out.push(...engine.advance(previous.time + ((place * 7919) % (entry.time - previous.time))));
    }
    engine.enter(entry);
  }
  out.push(...engine.advance(until));
  return out.map(({ at, group, state, value: told, startedAt, reason }) => ({
    at,
    group: group["service"] === undefined ? null : String(group["service"]),
    state,
    value: typeof told === "number" ? told : null,
    startedAt,
    reason,
  }));
}

const cases = [
  { name: "metric and no baseline", baseline: fc.constant(undefined), list: short, settle: 5_000_000 },
  { name: "a baseline over a window", baseline: windowBaseline, list: short, settle: 5_000_000 },
  { name: "a baseline of the same hour", baseline: hourBaseline, list: long, settle: 4 * day },
] as const;

describe.each(cases)("measured conditions against a plain reference: $name", ({ baseline, list, settle }) => {
  test("tell the same, whatever the ticks", () => {
    const ticks = fc.array(fc.boolean(), { minLength: 1 });
    fc.assert(
      fc.property(ruleWith(baseline), list, ticks, (made, entries, pattern) => {
        const until = (entries.at(-1)?.time ?? 0) + settle;
        const expected = measuredTransitions(made, entries, until);
        expect(run(made, entries, until, [false])).toEqual(expected);
        expect(run(made, entries, until, pattern)).toEqual(expected);
      }),
      { numRuns: runs },
    );
  }, 120_000);

  test("go on from what was saved as if nothing had happened", () => {
    fc.assert(
      fc.property(ruleWith(baseline), list, (made, entries) => {
        const until = (entries.at(-1)?.time ?? 0) + settle;
        expect(lifeOf(made, entries, until, true)).toEqual(lifeOf(made, entries, until, false));
      }),
      { numRuns: runs },
    );
  }, 120_000);
});

/** One group's life; with `reborn` its state is saved and made anew each time that it is asked for a change. */
function lifeOf(
  made: Rule,
  entries: readonly Entry[],
  until: number,
  reborn: boolean,
): readonly LifeChange[] {
  const { condition } = made;
  const kind = conditionKind(condition);
  const coverage = { since: () => entries[0]?.time ?? 0 };
  let current: Entry | undefined;
  const judge = kind.judge(condition, {
    test: (expression) => () => current !== undefined && expression.test(current) === true,
    entry: () => current ?? entryAt(0, ""),
  });
  let state = kind.create(condition, coverage);
  const changes: LifeChange[] = [];
  const life = createAlertLife({ ...made, keepUnknownMs: 900_000 }, (change) => changes.push(change));
  const wrapped: ConditionState = {
    entryByEntry: false,
    changeBefore(before) {
      if (reborn) state = kind.create(condition, coverage, structuredClone(state.save()));
      return state.changeBefore(before);
    },
    leave: (at) => state.leave(at),
    absorb: (at, judged) => state.absorb(at, judged),
    enter: (at, judged) => state.enter(at, judged),
    signal: (at) => state.signal(at),
    value: () => state.value(),
    quietUntil: () => state.quietUntil(),
    emptyAt: () => state.emptyAt(),
    evidenceFrom: () => state.evidenceFrom(),
    episode: (at, open) => state.episode?.(at, open),
    save: () => state.save(),
  };
  const track = createGroupTrack(wrapped, life, () => {});
  for (const entry of entries) {
    current = entry;
    const judged = judge();
    if (judged.match || judged.other) track.enter(entry.time, judged);
  }
  track.advance(until);
  return changes;
}
