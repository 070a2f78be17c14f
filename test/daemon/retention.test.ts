import { expect, test } from "vitest";
import { checkRetention } from "../../src/daemon/check-retention.ts";
import { planRetention, type RetentionState } from "../../src/daemon/retention.ts";
import { createSliceSize } from "../../src/daemon/slice-size.ts";
import { readRules } from "../../src/rules/read-rules.ts";

const now = 1_000_000;
const settings = { maxAgeMs: 10_000, maxBytes: 100 };
const never = Number.NEGATIVE_INFINITY;

/** Everything judged up to a second ago, rules that look back two seconds, nothing open, and little stored. */
function state(over: Partial<RetentionState> = {}): RetentionState {
  return {
    now,
    position: now - 1_000,
    lookbackMs: 2_000,
    openSince: undefined,
    usedBytes: 50,
    oldestShare: (share) => ({ entriesTo: now - 20_000 + share * 20_000, linesTo: now - 500 }),
    ...over,
  };
}

test.each<readonly [string, Partial<RetentionState>, number, string | undefined]>([
  ["by age", {}, now - 10_000, undefined],
  ["nothing before anything is judged", { position: undefined }, never, undefined],
  ["not what is not judged yet", { position: now - 60_000 }, now - 62_001, "position"],
  ["not what a rule looks back on", { lookbackMs: 30_000 }, now - 31_001, "rules"],
  [
    "not what an open incident was decided on, nor what its rule then looked back on",
    { openSince: now - 50_000 },
    now - 52_001,
    "open incidents",
  ],
  ["open incidents that are younger hold nothing", { openSince: now - 100 }, now - 10_000, undefined],
  ["by size, sooner than by age", { usedBytes: 400 }, now - 20_000 + 0.765 * 20_000, undefined],
  ["by size, but never what a rule looks back on", { usedBytes: 100_000 }, now - 3_001, undefined],
  [
    "by size, also what an open incident was decided on",
    { usedBytes: 400, openSince: now - 50_000 },
    now - 20_000 + 0.765 * 20_000,
    undefined,
  ],
])("deletes entries %s", (_, over, entriesTo, heldBy) => {
  const plan = planRetention(settings, state(over));
  expect(plan.entriesTo).toBeCloseTo(entriesTo, 5);
  expect(plan.heldBy).toBe(heldBy);
});

test("says that the store is too large where nothing more may be deleted", () => {
  expect(planRetention(settings, state({ usedBytes: 400 })).overSize).toBe(false);
  expect(planRetention(settings, state({ usedBytes: 100_000 })).overSize).toBe(true);
});

test("deletes unparsable lines by when they were read, or sooner where the store is too large", () => {
  expect(planRetention(settings, state()).linesTo).toBe(now - 10_000);
  expect(planRetention(settings, state({ usedBytes: 400 })).linesTo).toBe(now - 500);
  expect(planRetention({ ...settings, maxBytes: 0 }, state({ usedBytes: 400 })).linesTo).toBe(now - 10_000);
});

test("a slice shrinks at once where rows take long, and grows slowly", () => {
  const slice = createSliceSize();
  const before = slice.rows();
  slice.took(50);
  expect(slice.rows()).toBe(before / 2);
  slice.took(0.01);
  expect(slice.rows()).toBe((before / 2) * 1.5);
  for (let i = 0; i < 100; i += 1) slice.took(10_000);
  expect(slice.rows()).toBe(50);
});

test("a retention that is shorter than a rule looks back is an error at the rule", () => {
  const text = `# first line
id: slow
title: t
severity: info
condition: {type: count, match: status == 500, window: 30d, gte: 1}
`;
  const files = [{ path: "rules/slow.yaml", text }];
  const { rules, diagnostics } = readRules(files);
  expect(diagnostics).toEqual([]);
  expect(checkRetention(rules, 32 * 86_400_000, files)).toEqual([]);
  const [found] = checkRetention(rules, 14 * 86_400_000, files);
  expect(found).toMatchObject({ code: "retention/too-short", severity: "error", file: "rules/slow.yaml" });
  expect(found?.message).toContain("entries are kept for 14d");
  expect(
    checkRetention(
      rules.map((rule) => ({ ...rule, enabled: false })),
      1,
      files,
    ),
  ).toEqual([]);
});
