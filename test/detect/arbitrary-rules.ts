import fc from "fast-check";
import type { Comparator, Condition, ListedGroup, SingleCondition } from "../../src/model/condition.ts";
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
      host: fc.constantFrom("x", "y", "z", undefined),
    }),
    { maxLength: 40 },
  )
  .map((list) => {
    let at = 1_000_000;
    return list.map((item) => {
      at += item.gap;
      return entryAt(at, item.message, item.service, item.host);
    });
  });

const shortMs = fc.integer({ min: 1, max: 120 });
const windowMs = fc.oneof(shortMs, fc.constantFrom(960_000, 1_800_000));
const lowerBound: fc.Arbitrary<Comparator> = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((gte) => ({ gte })),
  fc.integer({ min: 0, max: 4 }).map((gt) => ({ gt })),
);
const upperBound: fc.Arbitrary<Comparator> = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map((lt) => ({ lt })),
  fc.integer({ min: 0, max: 3 }).map((lte) => ({ lte })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 6 })).map(([gte, lt]) => ({ gte, lt })),
);
const share: fc.Arbitrary<Comparator> = fc.oneof(
  fc.constantFrom(0.1, 0.25, 0.5, 0.75, 1).map((gte) => ({ gte })),
  fc.constantFrom(0, 0.3, 0.5).map((gt) => ({ gt })),
);

/** c never has an entry; b has, and is listed only now and then. */
function listOf(grouped: boolean): fc.Arbitrary<readonly ListedGroup[]> {
  if (!grouped) return fc.constant([{}]);
  return fc.constantFrom([{ service: "a" }, { service: "c" }], [{ service: "b" }], [{ service: "c" }]);
}

/** What count and distinct compare with: a value must never both start and clear, `check` refuses that. */
function bounds(
  grouped: boolean,
): fc.Arbitrary<{ compare: Comparator; clear?: Comparator; expect?: readonly ListedGroup[] }> {
  const lower = fc
    .tuple(lowerBound, fc.option(fc.integer({ min: 1, max: 3 })))
    .map(([compare, lt]) =>
      lt === null
        ? { compare }
        : { compare, clear: { lt: Math.min(lt, compare.gte ?? (compare.gt ?? 0) + 1) } },
    );
  const upper = fc.tuple(upperBound, listOf(grouped), fc.option(fc.integer({ min: 0, max: 2 })));
  return fc.oneof(
    { weight: 2, arbitrary: lower },
    {
      weight: 1,
      arbitrary: upper.map(([compare, expect, more]) => ({
        compare,
        ...(more === null || compare.gte !== undefined
          ? {}
          : { clear: { gt: (compare.lt ?? compare.lte ?? 0) + more } }),
        ...(grouped ? { expect } : {}),
      })),
    },
  );
}

const consecutive = fc
  .tuple(fc.integer({ min: 1, max: 4 }), shortMs, fc.boolean())
  .map(([gte, maxGapMs, explicit]): SingleCondition => {
    const base = { type: "consecutive", match: says("m"), gte, maxGapMs } as const;
    return explicit ? { ...base, reset: says("r") } : base;
  });

const ratio = fc
  .tuple(windowMs, share, fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.option(fc.constantFrom(0.1, 0.3)))
  .map(([ms, compare, minCount, explicit, lt]): SingleCondition => {
    const base = { type: "ratio", match: says("m"), windowMs: ms, compare, minCount } as const;
    const of = explicit ? { of: says("o") } : {};
    // A value must never both start and clear it; `check` refuses such a rule.
    const clear = lt === null ? {} : { clear: { lt: Math.min(lt, compare.gte ?? compare.gt ?? 0) } };
    return { ...base, ...of, ...clear };
  });

const sequence = fc
  .record({
    steps: fc.array(fc.constantFrom("m", "o", "r"), { minLength: 2, maxLength: 3 }),
    absent: fc.boolean(),
    withinMs: shortMs,
    holdMs: shortMs,
    until: fc.constantFrom(undefined, undefined, "r"),
  })
  .map(({ steps, absent, until, ...more }): SingleCondition => {
    const all = steps.map((letter) => ({ match: says(letter) }));
    const last = all.at(-1);
    return {
      type: "sequence",
      steps: absent ? all.slice(0, -1) : all,
      ...(absent && last !== undefined ? { absent: last } : {}),
      ...more,
      ...(until === undefined ? {} : { until: says(until) }),
    };
  });

/** One that looks at entries. */
export function single(grouped: boolean): fc.Arbitrary<SingleCondition> {
  return fc.oneof(
    windowMs.map((ms): SingleCondition => ({ type: "any", match: says("m"), windowMs: ms })),
    fc
      .tuple(windowMs, bounds(grouped))
      .map(([ms, more]): SingleCondition => ({ type: "count", match: says("m"), windowMs: ms, ...more })),
    fc.tuple(windowMs, bounds(grouped)).map(
      ([ms, more]): SingleCondition => ({
        type: "distinct",
        match: says("m"),
        field: "host",
        windowMs: ms,
        ...more,
      }),
    ),
    consecutive,
    ratio,
    fc.tuple(shortMs, fc.integer({ min: 1, max: 300 }), fc.option(listOf(grouped))).map(
      ([ms, more, expect]): SingleCondition => ({
        type: "absence",
        match: says("m"),
        windowMs: ms,
        forgetAfterMs: ms + more,
        ...(expect === null ? {} : { expect }),
      }),
    ),
    fc
      .tuple(
        shortMs,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 90 }),
        fc.constantFrom(1, 2, 10),
      )
      .map(
        ([ms, historyMs, learningMs, maxValues]): SingleCondition => ({
          type: "new_value",
          match: says("m"),
          field: "host",
          historyMs,
          learningMs,
          windowMs: ms,
          maxValues,
        }),
      ),
    shortMs.map((ms): SingleCondition => ({ type: "change", match: says("m"), field: "host", windowMs: ms })),
    sequence,
  );
}

/** Several, a run among them more often than not, because those are judged entry by entry. */
function joined(grouped: boolean): fc.Arbitrary<Condition> {
  return fc
    .record({
      type: fc.constantFrom("all_of" as const, "any_of" as const),
      parts: fc.array(
        fc.oneof({ weight: 3, arbitrary: single(grouped) }, { weight: 1, arbitrary: consecutive }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    })
    .map(({ type, parts }) => ({
      type,
      conditions: Object.fromEntries(parts.map((part, place) => [`part${place}`, part])),
    }));
}

function ruleWith(condition: (grouped: boolean) => fc.Arbitrary<Condition>): fc.Arbitrary<Rule> {
  return fc.boolean().chain((grouped) =>
    fc
      .record({
        condition: condition(grouped),
        forMs: fc.constantFrom(0, 0, 5, 30),
        keepFiringForMs: fc.constantFrom(0, 0, 7, 50),
      })
      .map(({ condition: made, ...more }) => ruleOf(made, { ...more, groupBy: grouped ? ["service"] : [] })),
  );
}

export const singleRule: fc.Arbitrary<Rule> = ruleWith(single);
export const joinedRule: fc.Arbitrary<Rule> = ruleWith(joined);
export const rule: fc.Arbitrary<Rule> = fc.oneof(
  { weight: 2, arbitrary: singleRule },
  { weight: 1, arbitrary: joinedRule },
);

/**
 * Whether what is read again from the lookback on is all that decides. Where an entry can both end a sequence and
 * begin the next, which of them it did depends on the one before it, and so on without end.
 */
export function hasBoundedPast({ condition }: Rule): boolean {
  const parts = "conditions" in condition ? Object.values(condition.conditions) : [condition];
  return parts.every((part) => {
    if (part.type !== "sequence") return true;
    const [first, ...later] = part.steps.map(({ match }) => match.source);
    // Some messages say m and another letter.
    return later.every((one) => one !== first && one !== says("m").source && first !== says("m").source);
  });
}

/** Rules of one type of condition. */
export function ruleOfType(type: SingleCondition["type"]): fc.Arbitrary<Rule> {
  return ruleWith((grouped) => single(grouped).filter((made) => made.type === type));
}
