import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Group, Transition } from "../../src/model/alert.ts";
import type { ConditionType } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { createExplainer, type ExplainedGroup, type Explanation } from "../../src/study/explain.ts";
import { distanceOf } from "../../src/study/margin.ts";
import { replay } from "../../src/study/replay.ts";
import { entries, rule } from "../detect/arbitrary-rules.ts";
import { entryAt, ruleOf, says } from "../detect/made-up.ts";

function explain(
  one: Rule,
  list: readonly Entry[],
  from: number,
  to: number,
  wanted: readonly Group[] = [{}],
): Explanation {
  const explainer = createExplainer({ rule: one, from, to, wanted });
  for (const entry of list) explainer.enter(entry);
  return explainer.finish();
}

function only({ groups }: Explanation): ExplainedGroup {
  const [group] = groups;
  if (group === undefined || groups.length > 1) throw new Error(`${groups.length} groups`);
  return group;
}

/** The same in any order of groups. */
function sorted(transitions: readonly Transition[]): readonly string[] {
  return transitions.map((one) => JSON.stringify(one)).sort();
}

describe("explain", () => {
  it("judges as the engine does, for every type of condition", { timeout: 60_000 }, () => {
    const seen = new Map<ConditionType, number>();
    fc.assert(
      fc.property(
        rule,
        entries.filter((list) => list.length > 1),
        (one, list) => {
          const [first, last] = [list[0]?.time ?? 0, list.at(-1)?.time ?? 0];
          const explained = explain(one, list, first - 1, last);
          const found = explained.groups.flatMap(({ transitions }) => transitions);
          expect(sorted(found)).toEqual(sorted([...replay([one], list)]));
          seen.set(one.condition.type, (seen.get(one.condition.type) ?? 0) + found.length);
        },
      ),
      { numRuns: 1_000 },
    );
    // All but metric, of which no arbitrary rule is; it is compared as distinct is.
    expect(seen.size).toBe(11);
    for (const [type, transitions] of seen) expect(transitions, type).toBeGreaterThan(0);
  });

  it("shows each turn of the signal in order, from and to what it was", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        rule,
        entries.filter((list) => list.length > 1),
        (one, list) => {
          const [first, last] = [list[0]?.time ?? 0, list.at(-1)?.time ?? 0];
          for (const { turns, columns, nearest } of explain(one, list, first - 1, last).groups) {
            let before = turns[0]?.before;
            let at = Number.NEGATIVE_INFINITY;
            for (const turn of turns) {
              expect(turn.before).toBe(before);
              expect(turn.signal).not.toBe(turn.before);
              expect(turn.at).toBeGreaterThanOrEqual(at);
              ({ signal: before, at } = turn);
            }
            if (turns.some(({ signal }) => signal === true)) {
              expect(columns.some((column) => column?.signal === true)).toBe(true);
            }
            expect(nearest?.signal).not.toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const three = ruleOf({ type: "consecutive", match: says("m"), gte: 3, maxGapMs: 1_000 });

  it("says what ended a run: an entry, or the gap", () => {
    const times = [10, 20, 30, 40, 50, 3_000, 3_010, 9_000];
    const list = times.map((time) => entryAt(time, time === 30 ? "o" : "m"));
    const { resets, nearest, turns } = only(explain(three, list, 0, 10_000));
    expect(resets.map(({ at, lost, by }) => [at, lost, by?.time])).toEqual([
      [30, 2, 30],
      [1_050, 2, undefined],
      [4_010, 2, undefined],
      [10_000, 1, undefined],
    ]);
    expect(nearest).toMatchObject({ at: 20, value: 2 });
    expect(turns).toEqual([]);
  });

  it("says which entry made it true and which made it false", () => {
    const list = [10, 20, 30, 40].map((time) => entryAt(time, time === 40 ? "o" : "m"));
    const { turns } = only(explain(three, list, 0, 10_000));
    expect(turns.map(({ at, signal, value, by }) => [at, signal, value, by?.time])).toEqual([
      [30, true, 3, 30],
      [40, false, 0, 40],
    ]);
  });

  it("counts what is in scope, what is of other groups, and which part of an expression says no", () => {
    const grouped = { ...three, groupBy: ["service"] };
    const list = [entryAt(10, "m", "a"), entryAt(20, "m", "b"), entryAt(30, "o", "a"), entryAt(40, "m")];
    const explained = explain(grouped, list, 0, 50, [{ service: "a" }]);
    expect(explained).toMatchObject({ entries: 4, inScope: 4, withoutGroup: 1, ofOtherGroups: 1 });
    expect(explained.expressions).toMatchObject([{ role: "match", asked: 2, passed: 1 }]);
    expect(only(explained).group).toEqual({ service: "a" });
  });

  it("looks only at the time it is asked for, knowing what came before", () => {
    const list = [10, 20, 30, 40].map((time) => entryAt(time, "m"));
    const { turns, heard, last } = only(explain(three, list, 25, 35));
    expect(turns.map(({ at, value }) => [at, value])).toEqual([[30, 3]]);
    expect(heard).toBe(1);
    expect(last).toMatchObject({ at: 35, value: 3, signal: true });
  });
});

describe("the distance to true", () => {
  const count = { type: "count", match: says("m"), windowMs: 1_000 } as const;

  it.each([
    [{ ...count, compare: { gte: 5 } }, 4, {}, 0.2],
    [{ ...count, compare: { gte: 5 } }, 5, {}, 0],
    [{ ...count, compare: { lt: 2 } }, 3, {}, 0.5],
    [{ ...count, compare: { gt: 2, lt: 10 } }, 12, {}, 0.2],
    [{ type: "absence", match: says("m"), windowMs: 1_000, forgetAfterMs: 9_000 }, 250, {}, 0.75],
    [{ type: "any", match: says("m"), windowMs: 1_000 }, 1, {}, undefined],
  ] as const)("of %j at %j is %s", (condition, value, view, distance) => {
    expect(distanceOf(condition, value, view)).toBe(distance);
  });

  it("is a share of the baseline's multiple, and not known while the baseline is thin", () => {
    const baseline = { kind: "window", windowMs: 3_600_000, offsetMs: 0, minCount: 1, floor: 0 } as const;
    const twice = { ...count, compare: { gt: 2 }, baseline };
    expect(distanceOf(twice, 15, { baseline: 10 })).toBe(0.25);
    expect(distanceOf(twice, 15, { baseline: null })).toBeUndefined();
  });

  it("of joined conditions is that of the part that is furthest, or nearest", () => {
    const conditions = { many: { ...count, compare: { gte: 4 } }, more: { ...count, compare: { gte: 8 } } };
    const parts = { many: { signal: true, value: 4 }, more: { signal: false, value: 4 } } as const;
    expect(distanceOf({ type: "all_of", conditions }, null, { parts })).toBe(0.5);
    expect(distanceOf({ type: "any_of", conditions }, null, { parts })).toBe(0);
  });
});
