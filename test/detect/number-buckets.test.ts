import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketNumber, bucketOf } from "../../src/detect/number-buckets.ts";
import { createRankTally } from "../../src/detect/rank-tally.ts";

const runs = 2_000;
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("the bucket table", () => {
  test.each([
    [0, 0],
    [-0, 0],
    [71, 71],
    [301, 301],
    [511, 511],
    [513, 512],
    [142, 142],
    [1000, 1000],
    [1003, 1002],
    [1004, 1004],
    [-1003, -1002],
    [0.1, 0.099853515625],
    [2509, 2504],
  ])("%d is told as %d", (value, told) => {
    expect(Object.is(bucketNumber(bucketOf(value)), told)).toBe(true);
  });

  test("a number is never told larger than it is, and at most 0.4 % smaller", () => {
    fc.assert(
      fc.property(number, (value) => {
        fc.pre(Math.abs(value) >= 2.3e-308);
        const told = bucketNumber(bucketOf(value));
        expect(Math.abs(told)).toBeLessThanOrEqual(Math.abs(value));
        expect(Math.abs(value - told)).toBeLessThanOrEqual(Math.abs(value) * 0.004);
      }),
      { numRuns: runs },
    );
  });

  test("keeps the order of numbers", () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        if (a <= b) expect(bucketOf(a)).toBeLessThanOrEqual(bucketOf(b));
      }),
      { numRuns: runs },
    );
  });

  test("the tally gives what stands at each rank of a sorted list, as keys come and go", () => {
    const step = fc.record({ key: fc.integer({ min: -9, max: 9 }), add: fc.boolean(), rank: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const tally = createRankTally();
        let list: number[] = [];
        for (const { key, add, rank } of steps) {
          const at = list.indexOf(key);
          if (add) list.push(key);
          else if (at >= 0) list.splice(at, 1);
          if (add || at >= 0) tally.add(key, add ? 1 : -1);
          list = list.sort((a, b) => a - b);
          if (list.length > 0) expect(tally.atRank((rank % list.length) + 1)).toBe(list[rank % list.length]);
        }
      }),
      { numRuns: runs },
    );
  });
});
