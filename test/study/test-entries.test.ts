import { describe, expect, it } from "vitest";
import { testInput, testStart } from "../../src/study/test-entries.ts";
import { parseLines } from "../rules-shipped/parse-lines.ts";
import { shippedRules } from "../rules-shipped/shipped.ts";

const tests = shippedRules().ruleFiles.flatMap(({ rule, tests }) =>
  tests.map(({ test }) => ({ name: `${rule.id}: ${test.name}`, test })),
);

describe("entries of the shipped rules' tests", () => {
  it("are what the JSON reader makes of their lines, as far as that knows their fields", () => {
    let seen = 0;
    for (const { name, test } of tests) {
      const once = (test.entries ?? []).map(({ times: _, ...entry }) => entry);
      for (const { entry, raw } of testInput({ ...test, entries: once, lines: [] }, (line) => line).entries) {
        const [read] = parseLines([raw()], "generic_json");
        const { kind, time, module, version, operation, status, retry_after_seconds } = entry;
        expect(read, `${name}: ${raw()}`).toMatchObject({ kind, time, status, retry_after_seconds });
        if (entry.path !== undefined) expect(read).toMatchObject({ module, version, operation });
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(300);
  });

  it("come in order of their time, those of one instant as written", () => {
    const items = [
      { at: 2_000, status: 1 },
      { at: 0, status: 2 },
      { at: 0, every: 2_000, times: 2, status: 3 },
    ];
    const lines = [{ at: 0, format: "generic_json", line: '{"status":4}' }];
    const { entries } = testInput({ name: "n", entries: items, lines }, (line) => line);
    expect(entries.map(({ entry }) => [entry.time - testStart, entry.status])).toEqual([
      [0, 2],
      [0, 3],
      [0, 4],
      [2_000, 1],
      [2_000, 3],
    ]);
  });
});
