import { describe, expect, it } from "vitest";
import type { Comparator } from "../../src/model/condition.ts";
import { COUNTS, checkClear, checkComparator, type Domain, SHARES } from "../../src/rules/comparator.ts";

type Row = readonly [comparator: Comparator, domain: Domain, message: RegExp | undefined];

const rows: readonly Row[] = [
  [{ gt: 0 }, COUNTS, undefined],
  [{ gt: -1 }, COUNTS, /always true/],
  [{ gte: 1 }, COUNTS, undefined],
  [{ gte: 0 }, COUNTS, /always true/],
  [{ lt: 1 }, COUNTS, undefined],
  [{ lt: 0 }, COUNTS, /never true/],
  [{ lte: 0 }, COUNTS, undefined],
  [{ lte: -1 }, COUNTS, /never true/],
  [{ gt: 2, lt: 4 }, COUNTS, undefined],
  [{ gt: 2, lt: 3 }, COUNTS, /never true/],
  [{ gte: 3, lte: 3 }, COUNTS, undefined],
  [{ gt: 1.5 }, COUNTS, /whole number/],
  [{ gt: 0 }, SHARES, undefined],
  [{ gt: 0.05 }, SHARES, undefined],
  [{ gt: 1 }, SHARES, /never true/],
  [{ gte: 1 }, SHARES, undefined],
  [{ gte: 0 }, SHARES, /always true/],
  [{ lt: 0 }, SHARES, /never true/],
  [{ lt: 1 }, SHARES, undefined],
  [{ lte: 1 }, SHARES, /always true/],
  [{ lte: 0 }, SHARES, undefined],
  [{ gt: 0.3, lt: 0.3 }, SHARES, /never true/],
  [{ gt: 0.2, gte: 0.3 }, SHARES, /both a lower/],
  [{ lt: 0.2, lte: 0.3 }, SHARES, /both an upper/],
];

describe("checkComparator", () => {
  it.each(rows)("%j", (comparator, domain, message) => {
    const found = checkComparator(comparator, domain);
    if (message === undefined) expect(found).toEqual([]);
    else expect(found[0]?.message).toMatch(message);
  });

  it("says what a percentage is as a ratio", () => {
    expect(checkComparator({ gt: 5 }, SHARES)[0]?.hint).toContain("0.05");
  });
});

describe("checkClear", () => {
  const clears: readonly (readonly [Comparator, Comparator, RegExp | undefined])[] = [
    [{ lt: 5 }, { gt: 10 }, undefined],
    [{ lte: 10 }, { gt: 10 }, undefined],
    [{ lt: 11 }, { gt: 10 }, undefined],
    [{ lt: 12 }, { gt: 10 }, /overlaps/],
    [{ gt: 12 }, { gt: 10 }, /side/],
    [{ gt: 12 }, { lt: 10 }, undefined],
    [{ gt: 8 }, { lt: 10 }, /overlaps/],
    [{ lt: 0 }, { gt: 10 }, /never true/],
    [{ lt: 3 }, { gt: 5, lt: 10 }, /range/],
  ];
  it.each(clears)("%j after %j", (clear, compare, message) => {
    const found = checkClear(clear, compare, COUNTS);
    if (message === undefined) expect(found).toEqual([]);
    else expect(found[0]?.message).toMatch(message);
  });
});
