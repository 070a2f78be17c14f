import fc from "fast-check";
import type { Comparator, Condition } from "../../src/model/condition.ts";
import type { Rule } from "../../src/model/rule.ts";
import { entryAt, ruleOf, says } from "./made-up.ts";

/** Short gaps, equal times and now and then a long silence. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 30 }) },
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 31, max: 400 }) },
);
export const entries = fc
  .array(
    fc.record({
      gap,
      message: fc.constantFrom("m", "o", "mo", "", "mr", "r"),
      service: fc.constantFrom("a", "b", undefined),
    }),
    { maxLength: 40 },
  )
  .map((list) => {
    let at = 1_000_000;
    return list.map((item) => {
      at += item.gap;
      return entryAt(at, item.message, item.service);
    });
  });

const windowMs = fc.oneof(fc.integer({ min: 1, max: 120 }), fc.constantFrom(960_000, 1_800_000));
const lowerBound: fc.Arbitrary<Comparator> = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((gte) => ({ gte })),
  fc.integer({ min: 0, max: 4 }).map((gt) => ({ gt })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 6 })).map(([gte, lt]) => ({ gte, lt })),
);
const share: fc.Arbitrary<Comparator> = fc.oneof(
  fc.constantFrom(0.1, 0.25, 0.5, 0.75, 1).map((gte) => ({ gte })),
  fc.constantFrom(0, 0.3, 0.5).map((gt) => ({ gt })),
);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  windowMs.map((ms): Condition => ({ type: "any", match: says("m"), windowMs: ms })),
  fc
    .tuple(windowMs, lowerBound, fc.option(fc.integer({ min: 1, max: 3 })))
    .map(([ms, compare, lt]): Condition => {
      const clears = lt !== null && compare.lt === undefined;
      const base = { type: "count", match: says("m"), windowMs: ms, compare } as const;
      return clears ? { ...base, clear: { lt: Math.min(lt, compare.gte ?? (compare.gt ?? 0) + 1) } } : base;
    })
    // A range without group_by is unknown at first, which the reference does not speak of.
    .filter((made) => made.type !== "count" || made.compare.lt === undefined),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 120 }), fc.boolean())
    .map(([gte, maxGapMs, explicit]): Condition => {
      const base = { type: "consecutive", match: says("m"), gte, maxGapMs } as const;
      return explicit ? { ...base, reset: says("r") } : base;
    }),
  fc
    .tuple(
      windowMs,
      share,
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      fc.option(fc.constantFrom(0.1, 0.3)),
    )
    .map(([ms, compare, minCount, explicit, lt]): Condition => {
      const base = { type: "ratio", match: says("m"), windowMs: ms, compare, minCount } as const;
      const of = explicit ? { of: says("o") } : {};
      // A value must never both start and clear it; `check` refuses such a rule.
      const clear = lt === null ? {} : { clear: { lt: Math.min(lt, compare.gte ?? compare.gt ?? 0) } };
      return { ...base, ...of, ...clear };
    }),
);

export const rule: fc.Arbitrary<Rule> = fc
  .record({
    condition,
    forMs: fc.constantFrom(0, 0, 5, 30),
    keepFiringForMs: fc.constantFrom(0, 0, 7, 50),
    groupBy: fc.constantFrom([], ["service"]),
  })
  .map(({ condition: made, ...more }) => ruleOf(made, more));
