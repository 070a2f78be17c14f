import { describe, expect, it } from "vitest";
import { createEntry, type Entry } from "../../src/model/entry.ts";
import { createTally } from "../../src/study/tally.ts";

function entry(fields: Partial<Entry>): Entry {
  return Object.assign(createEntry("x", 0), fields);
}

describe("a tally", () => {
  it("counts by values, most frequent first, then by value; null stands for an absent one", () => {
    const tally = createTally(["status", "attributes.zone"]);
    tally.add(entry({ status: 502, attributes: { zone: "b" } }));
    tally.add(entry({ status: 502, attributes: { zone: "a" } }));
    tally.add(entry({ status: 200 }));
    tally.add(entry({ status: 200, attributes: { zone: null } }));
    expect(tally.rows()).toEqual([
      { count: 2, values: [200, null] },
      { count: 1, values: [502, "a"] },
      { count: 1, values: [502, "b"] },
    ]);
    expect(tally.total()).toBe(4);
  });

  it("keeps apart what prints the same: 1 and '1', absent and 'null'", () => {
    const tally = createTally(["attributes.x"]);
    for (const x of [1, "1", "null", null]) tally.add(entry({ attributes: { x } }));
    expect(tally.rows()).toHaveLength(4);
  });

  it("counts together what comes beyond the bound, and says so", () => {
    const tally = createTally(["status"], 2);
    for (const status of [200, 404, 500, 502, 200]) tally.add(entry({ status }));
    expect(tally.rows()).toEqual([
      { count: 2, values: [200] },
      { count: 1, values: [404] },
    ]);
    expect(tally.others()).toBe(2);
    expect(tally.total()).toBe(5);
  });
});
