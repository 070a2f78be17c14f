import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/alerts/engine.ts";
import type { SavedRule } from "../../src/detect/saved.ts";
import { createTallyWindow } from "../../src/detect/tally-window.ts";
import type { Condition } from "../../src/model/condition.ts";
import type { Rule } from "../../src/model/rule.ts";
import { entries, rule } from "./arbitrary-rules.ts";
import { entryAt, ruleOf, says } from "./made-up.ts";

const settle = 5_000_000;

/** What the arbitrary rules leave out: conditions that speak of silence. */
const silent: Condition = {
  type: "count",
  match: says("m"),
  windowMs: 70,
  compare: { lt: 2 },
  clear: { gte: 3 },
};
/** One whose alerts become more severe; what a condition may say depends on whether there are groups. */
const escalating = fc
  .tuple(rule, rule)
  .filter(([one, other]) => one.groupBy.length === other.groupBy.length)
  .map(([one, other]): Rule => ({ ...one, escalate: { severity: "critical", condition: other.condition } }));
const anyRule = fc.oneof(
  { weight: 5, arbitrary: rule },
  { weight: 2, arbitrary: escalating },
  { weight: 1, arbitrary: fc.constantFrom(0, 20).map((forMs) => ruleOf(silent, { forMs })) },
);
const rules = fc
  .array(fc.tuple(anyRule, fc.constantFrom(1, 10_000)), { minLength: 1, maxLength: 4 })
  .map((made) => made.map(([one, maxGroups], place): Rule => ({ ...one, id: `rule-${place}`, maxGroups })));

/** When groups are forgotten depends on when that is looked at, so at the bound runs need not be equal. */
const unbounded = rules.map((made) => made.map((one): Rule => ({ ...one, maxGroups: 10_000 })));

const tenanted = entries.map((list) =>
  list.map((entry, place) => ({ ...entry, tenant: place % 5 === 0 ? "t" : undefined })),
);

/** Written and read again. */
function written(saved: SavedRule | undefined): SavedRule[] {
  return saved === undefined ? [] : [deserialize(serialize(saved)) as SavedRule];
}

/**
 * The groups there are and what holds of them, in any order. How far a group has been looked at depends on when that
 * was asked, and means nothing.
 */
function lives(engine: Engine, made: readonly Rule[]): readonly object[] {
  return made.map(({ id }) => {
    const groups = engine.save(id)?.groups ?? [];
    return groups
      .map(({ path, track: { life } }) =>
        JSON.stringify([path, life?.phase, life?.startedAt, life?.evidenceFrom, life?.endingSince]),
      )
      .sort();
  });
}

/** Calls `look` wherever an advance is fair, with an instant for it, and `enter` for each entry. */
function play<E extends { readonly time: number }>(
  list: readonly E[],
  waits: readonly number[],
  look: (position: number, place: number) => void,
  enter: (entry: E) => void,
): void {
  list.forEach((entry, place) => {
    const previous = list[place - 1]?.time ?? 0;
    const wait = waits[place % Math.max(1, waits.length)] ?? 0;
    const position = Math.min(previous + wait, entry.time - 1);
    if (position >= previous) look(position, place);
    enter(entry);
  });
}

test("an engine that goes on from what was saved tells what one that never stopped tells", () => {
  const cuts = fc.array(fc.boolean());
  fc.assert(
    fc.property(rules, tenanted, cuts, fc.array(fc.nat(300)), (made, list, stops, waits) => {
      const whole = createEngine(made);
      let restored = createEngine(made);
      const look = (position: number, place: number): void => {
        if (stops[place % Math.max(1, stops.length)] === false) return;
        expect(restored.advance(position)).toEqual(whole.advance(position));
        const saved = made.flatMap(({ id }) => written(restored.save(id)));
        restored = createEngine(made, undefined, saved);
        restored.advance(position);
        expect(lives(restored, made)).toEqual(lives(whole, made));
      };
      play(list, waits, look, (entry) => {
        whole.enter(entry);
        restored.enter(entry);
      });
      const end = (list.at(-1)?.time ?? 0) + settle;
      expect(restored.advance(end)).toEqual(whole.advance(end));
    }),
    { numRuns: 2_000 },
  );
});

test("so does one whose rules were saved each at an instant of its own", () => {
  const places = fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1 });
  fc.assert(
    fc.property(
      unbounded,
      tenanted,
      places,
      fc.array(fc.nat(300)),
      fc.nat(),
      (made, list, saves, waits, stop) => {
        const whole = createEngine(made);
        const pieces = new Map<string, SavedRule>();
        const before: (typeof list)[number][] = [];
        const stopAt = stop % (list.length + 1);
        const look = (position: number, place: number): void => {
          whole.advance(position);
          const id = `rule-${saves[place % saves.length]}`;
          for (const piece of written(whole.save(id))) pieces.set(id, piece);
        };
        play(list.slice(0, stopAt), waits, look, (entry) => {
          whole.enter(entry);
          before.push(entry);
        });
        const position = before.at(-1)?.time ?? 0;
        whole.advance(position);
        fc.pre((list[stopAt]?.time ?? Number.POSITIVE_INFINITY) > position);

        const restored = createEngine(made, undefined, [...pieces.values()]);
        for (const entry of before) restored.enter(entry);
        restored.advance(position);
        expect(lives(restored, made)).toEqual(lives(whole, made));
        for (const entry of list.slice(stopAt)) {
          whole.enter(entry);
          restored.enter(entry);
        }
        const end = (list.at(-1)?.time ?? 0) + settle;
        expect(restored.advance(end)).toEqual(whole.advance(end));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a rule that adopts what another engine judged goes on as that one, the others as they were", () => {
  fc.assert(
    fc.property(rules, tenanted, tenanted, fc.nat(), (made, list, other, stop) => {
      const one = createEngine(made, 1_000_000);
      const another = createEngine(made, 1_000_000);
      for (const entry of list.slice(0, stop % (list.length + 1))) one.enter(entry);
      for (const entry of other) another.enter(entry);
      const position = Math.max(1_000_000, list.at(-1)?.time ?? 0, other.at(-1)?.time ?? 0);
      one.advance(position);
      another.advance(position);
      for (const saved of written(another.save("rule-0"))) one.adopt(saved);
      const later = [1, 5, 30, 200].map((gap) => entryAt(position + gap, gap % 2 === 0 ? "m" : "mo", "a"));
      const reference = createEngine(made, undefined, [
        ...written(another.save("rule-0")),
        ...made.slice(1).flatMap(({ id }) => written(one.save(id))),
      ]);
      for (const entry of later) for (const engine of [one, reference]) engine.enter(entry);
      expect(one.advance(position + settle)).toEqual(reference.advance(position + settle));
    }),
    { numRuns: 1_000 },
  );
});

test("a rule that means something else by now starts with nothing, the others go on", () => {
  const once = { type: "any", match: says("m"), windowMs: 100 } as const;
  const before = [ruleOf(once, { id: "kept" }), ruleOf(once, { id: "changed" })];
  const engine = createEngine(before);
  for (const at of [1_000, 1_010]) {
    engine.enter(entryAt(at, "m"));
    engine.advance(at);
  }
  const saved = before.flatMap(({ id }) => written(engine.save(id)));
  const after = before.map((one) => (one.id === "changed" ? { ...one, meaning: "another" } : one));
  const restored = createEngine(after, undefined, saved);
  expect(restored.ruleCounts().map(({ rule: id, groups }) => [id, groups])).toEqual([
    ["kept", 1],
    ["changed", 0],
  ]);
  expect(restored.advance(2_000)).toMatchObject([{ rule: "kept", state: "resolved", at: 1_110 }]);
});

test("large windows, large counts and instants between milliseconds survive", () => {
  for (const windowMs of [900_000, 960_001]) {
    const window = createTallyWindow(windowMs, 3);
    for (let place = 0; place < 5_000; place++) {
      window.add(1_790_000_000_000 + place * 37, place % 3 === 0, true);
    }
    for (let more = 0; more < 70_000; more++) window.add(1_790_000_000_000 + 5_000 * 37, true, false);
    const restored = createTallyWindow(windowMs, 3, window.save());
    expect(restored.save()).toBe(window.save());
    expect([restored.matches(), restored.others(), restored.fallsBelowTracked()]).toEqual([
      window.matches(),
      window.others(),
      window.fallsBelowTracked(),
    ]);
  }
});
