import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/alerts/engine.ts";
import { createGroupEstimate } from "../../src/detect/group-estimate.ts";
import { rulesFrom } from "../study/corpus-lab.ts";
import { entryAt } from "./made-up.ts";

describe("the number of groups that found no room", () => {
  test.each([0, 1, 10, 1_000, 30_000, 300_000])("%d is estimated within five percent", (groups) => {
    const estimate = createGroupEstimate();
    for (let n = 0; n < groups; n++) estimate.add([undefined, `client-${n}`]);
    // What comes again is no other group.
    for (let n = 0; n < Math.min(groups, 1_000); n++) estimate.add([undefined, `client-${n}`]);
    expect(Math.abs(estimate.count() - groups)).toBeLessThanOrEqual(groups * 0.05);
  });

  test("a value is not its text, and an absent one is neither", () => {
    const estimate = createGroupEstimate();
    for (const path of [[1], ["1"], [true], ["true"], [undefined], ["undefined"]]) estimate.add(path);
    expect(estimate.count()).toBe(6);
  });
});

describe("max_groups", () => {
  const [rule] = rulesFrom(`
id: each-service
title: x
severity: info
group_by: [service]
condition: {type: count, match: "true", gte: 2, window: 10s}
`);
  if (rule === undefined) throw new Error("there is no rule");

  test("10,000 by default: those that are there go on, of the others each entry is counted", () => {
    const engine = createEngine([rule]);
    let at = 0;
    for (let n = 0; n < 15_000; n++) engine.enter(entryAt(at, "", `service-${n}`));
    at = 5_000;
    // Both kinds come again, in time for a second entry to fire.
    for (let n = 0; n < 15_000; n += 100) engine.enter(entryAt(at, "", `service-${n}`));
    const fired = engine.advance(at).map(({ group, state, value }) => [group["service"], state, value]);
    expect(fired).toHaveLength(100);
    expect(fired).toContainEqual(["service-9900", "firing", 2]);
    const [counts] = engine.ruleCounts();
    expect(counts).toMatchObject({ examined: 15_150, matched: 15_150, groups: 10_000, overflowed: 5_050 });
    expect(Math.abs((counts?.groupsLeftOut ?? 0) - 5_000)).toBeLessThan(250);
    // Nothing that fires is let go: each ends at its own time.
    const ended = engine.advance(at + 10_000).filter(({ state }) => state === "resolved");
    expect(ended).toHaveLength(100);
  });

  test("a group with nothing left to remember makes room for another", () => {
    const engine = createEngine([{ ...rule, maxGroups: 2 }]);
    for (const service of ["a", "b", "c"]) engine.enter(entryAt(0, "", service));
    engine.enter(entryAt(9_999, "", "c"));
    expect(engine.ruleCounts()[0]).toMatchObject({ groups: 2, overflowed: 2, groupsLeftOut: 1 });
    // Whether or not somebody has looked since.
    for (const at of [10_001, 10_002]) engine.enter(entryAt(at, "", "c"));
    expect(engine.ruleCounts()[0]).toMatchObject({ groups: 1, overflowed: 2 });
    expect(engine.advance(10_002).map(({ group, state }) => [group, state])).toEqual([
      [{ service: "c" }, "firing"],
    ]);
  });
});
