import { expect, test } from "vitest";
import { type BehindSource, nextPosition } from "../../src/detect/position.ts";

function behind(name: string, lowMark: number | undefined, progressAt: number): BehindSource {
  return { name, lowMark, progressAt };
}

const base = { now: 100_000, position: 50_000, delayMs: 2_000, behind: [], idleAfterMs: 60_000 };

test.each([
  { name: "nothing behind: now less the delay", input: base, position: 98_000, heldBy: undefined },
  {
    name: "held back by the low mark of a source that is behind, less the delay",
    input: { ...base, behind: [behind("a", 70_000, 99_000), behind("b", 80_000, 99_000)] },
    position: 68_000,
    heldBy: "a",
  },
  {
    name: "a source that is behind and has committed nothing holds it where it is",
    input: { ...base, behind: [behind("a", undefined, 99_000)] },
    position: 50_000,
    heldBy: "a",
  },
  {
    name: "a source without progress for idle_after no longer holds it",
    input: { ...base, behind: [behind("a", 70_000, 40_000)] },
    position: 98_000,
    heldBy: undefined,
  },
  {
    name: "it never moves back",
    input: { ...base, position: 99_000, behind: [behind("a", 70_000, 99_000)] },
    position: 99_000,
    heldBy: "a",
  },
])("$name", ({ input, position, heldBy }) => {
  const result = nextPosition(input);
  expect([result.position, result.heldBy]).toEqual([position, heldBy]);
});

test("sources that are not waited for any more are named", () => {
  expect(nextPosition({ ...base, behind: [behind("a", 70_000, 40_000)] }).idle).toEqual(["a"]);
});
