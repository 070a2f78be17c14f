import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createExactSum, splitNumber } from "../../src/detect/exact-sum.ts";

const runs = 2_000;

function sumOf(): {
  readonly add: (value: number) => void;
  readonly take: (value: number) => void;
  readonly total: () => number;
} {
  const sum = createExactSum();
  return {
    add: (value) => splitNumber(value, sum.add),
    take: (value) => splitNumber(value, (place, digit) => sum.add(place, -digit)),
    total: sum.total,
  };
}

/** Over whole numbers of 2^-1074, rounded once by BigInt's own conversion. */
function plainSum(values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + wholeOf(value), 0n);
  const size = total < 0n ? -total : total;
  // Number() of more than 1,024 bits is infinite: the lowest bits go first, and only say that they were there.
  const shift = BigInt(Math.max(0, size.toString(2).length - 70));
  const rest = size & ((1n << shift) - 1n);
  const kept = Number((size >> shift) | (rest === 0n ? 0n : 1n));
  const exponent = Number(shift) - 1074;
  const value = kept * 2 ** Math.trunc(exponent / 2) * 2 ** (exponent - Math.trunc(exponent / 2));
  return (total < 0n ? -1 : 1) * Math.min(value, Number.MAX_VALUE);
}

function wholeOf(value: number): bigint {
  let scaled = value;
  let power = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    power++;
  }
  return BigInt(scaled) << BigInt(1074 - power);
}

const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.integer(),
  fc.constantFrom(
    0,
    0.1,
    0.2,
    0.3,
    1e-9,
    1e300,
    -1e300,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    2 ** 53,
  ),
);

describe("an exact sum", () => {
  test("is the double nearest to the true sum", () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 30 }), (values) => {
        const sum = sumOf();
        values.forEach(sum.add);
        expect(sum.total() + 0).toBe(plainSum(values) + 0);
      }),
      { numRuns: runs },
    );
  });

  test("does not depend on order, nor on what came and went", () => {
    fc.assert(
      fc.property(
        fc.array(anyNumber, { maxLength: 20 }),
        fc.array(anyNumber, { maxLength: 20 }),
        (stay, go) => {
          const [sum, other] = [sumOf(), sumOf()];
          go.forEach(sum.add);
          stay.forEach(sum.add);
          go.toReversed().forEach(sum.take);
          stay.toReversed().forEach(other.add);
          expect(Object.is(sum.total(), other.total())).toBe(true);
        },
      ),
      { numRuns: runs },
    );
  });

  test("a tenth ten times is 1, and 0 once all have left", () => {
    const sum = sumOf();
    for (let time = 0; time < 10; time++) sum.add(0.1);
    expect(sum.total()).toBe(1);
    for (let time = 0; time < 10; time++) sum.take(0.1);
    expect(Object.is(sum.total(), 0)).toBe(true);
  });
});
