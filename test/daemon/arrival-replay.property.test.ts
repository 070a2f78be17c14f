import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { replayArrivals } from "../../src/daemon/arrival-replay.ts";
import type { Entry } from "../../src/model/entry.ts";
import { replay } from "../../src/study/replay.ts";
import { entries, hasBoundedPast, rule } from "../detect/arbitrary-rules.ts";
import { entryAt, ruleOf, says } from "../detect/made-up.ts";

const delayMs = 2_000;
const settings = { delayMs, latenessMs: 3_600_000, maxSkewMs: 300_000 };

function counted() {
  return { late: 0, tooLate: 0, future: 0 };
}

function arriving(entry: Entry, afterMs: number): Entry {
  return { ...entry, observed_time: entry.time + afterMs };
}

const waits = fc.array(fc.integer({ min: 0, max: delayMs }), { minLength: 1, maxLength: 9 });

describe("entries as they arrived", () => {
  test("none later than the delay: what is told is what replay says", () => {
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 3 }),
        entries.filter((list) => list.length > 1),
        waits,
        fc.boolean(),
        (made, list, after, reversed) => {
          const rules = made.map((one, place) => ({ ...one, id: `rule-${place}` }));
          const arrived = list
            // What is judged begins with the entry that comes first.
            .map((entry, place) => arriving(entry, place === 0 ? 0 : (after[place % after.length] ?? 0)))
            .sort((a, b) => a.observed_time - b.observed_time);
          // How a file orders them matters only to those that arrived together.
          const file = reversed ? byMillisecondReversed(arrived) : arrived;
          const counts = counted();
          const told = [...replayArrivals(file, { rules, ...settings }, counts)];
          expect(told).toEqual([...replay(rules, arrived)]);
          expect(counts).toEqual(counted());
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("however late: nobody is told of an episode twice, and all is told in the end", () => {
    const late = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(rule, entries, late, (made, list, after) => {
        fc.pre(list.length > 0 && hasBoundedPast(made));
        const arrived = list.map((entry, place) => arriving(entry, after[place % after.length] ?? 0));
        const counts = counted();
        const told = [...replayArrivals(arrived, { rules: [made], ...settings }, counts)];
        expect(counts.late).toBeLessThanOrEqual(list.length);
        const firing = told.filter((one) => one.state === "firing" && one.escalatedTo === undefined);
        const named = firing.map(({ startedAt, group }) => JSON.stringify([startedAt, group]));
        // One that had ended, and in truth goes on, fires again under its start.
        const ended = told.filter(({ state }) => state === "resolved");
        const again = named.length - new Set(named).size;
        expect(again).toBeLessThanOrEqual(ended.length);
      }),
      { numRuns: 300 },
    );
  });
});

test("an entry that comes exactly the delay after its time is in time, one millisecond later it is late", () => {
  const rules = [ruleOf({ type: "any", match: says("m"), windowMs: 10 })];
  const first = arriving(entryAt(0, "o"), 0);
  const lateness = [delayMs, delayMs + 1].map((afterMs) => {
    const counts = counted();
    const told = [
      ...replayArrivals([first, arriving(entryAt(5_000, "m"), afterMs)], { rules, ...settings }, counts),
    ];
    expect(told.map(({ state, at }) => [state, at])[0]).toEqual(["firing", 5_000]);
    return counts.late;
  });
  expect(lateness).toEqual([0, 1]);
});

test("one that is ahead of the clock that read it takes that clock's time", () => {
  const rules = [ruleOf({ type: "any", match: says("m"), windowMs: 10 })];
  const counts = counted();
  const ahead = arriving(entryAt(9_000_000, "m"), -8_000_000);
  const told = [...replayArrivals([ahead], { rules, ...settings, until: 1_000_010 }, counts)];
  expect(told.map(({ state, at }) => [state, at])).toEqual([
    ["firing", 1_000_000],
    ["resolved", 1_000_010],
  ]);
  expect(counts.future).toBe(1);
});

/** Those that arrive in one millisecond stay in their order, the milliseconds are turned round. */
function byMillisecondReversed(arrived: readonly Entry[]): readonly Entry[] {
  const batches = new Map<number, Entry[]>();
  for (const entry of arrived) {
    batches.set(entry.observed_time, [...(batches.get(entry.observed_time) ?? []), entry]);
  }
  return [...batches.values()].reverse().flat();
}
