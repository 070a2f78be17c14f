/**
 * A sum that does not depend on its history: what was added and taken away again leaves no trace, to the bit. A
 * number is cut into digits of 20 bits at fixed places, from 2^-1080 upwards, and each place is summed by itself in
 * whole numbers, with sign and without carrying. Up to 2^33 numbers, which no window holds, no place leaves the range in which a
 * double is exact, so adding and taking away are exact, and order cannot matter. Rounding happens once, when the
 * sum is asked for: it is then the double nearest to the true sum.
 */
export interface ExactSum {
  /** A digit at its place, as splitNumber gives them; negated to take it away. */
  readonly add: (place: number, digit: number) => void;
  /** The nearest double; beyond the largest there is, that one. */
  readonly total: () => number;
}

const digitBits = 20;
const digitBase = 2 ** digitBits;
/** A place p stands for 2^(20·p − 1080). */
const lowestBit = 1080;
/** Digits of the largest double, and room to carry into. */
const places = 112;
/** Where whole numbers have their lowest digit. */
const unitPlace = lowestBit / digitBits;

const bits = new DataView(new ArrayBuffer(8));

/** The digits of a finite number, each with the number's sign. */
export function splitNumber(value: number, tell: (place: number, digit: number) => void): void {
  const sign = value < 0 ? -1 : 1;
  const size = value * sign;
  if (size < digitBase && Number.isInteger(size)) {
    if (size > 0) tell(unitPlace, value);
    return;
  }
  bits.setFloat64(0, size);
  const high = bits.getUint32(0);
  const exponent = high >>> 20;
  // A number below the normal ones has no hidden bit, and the exponent of the least normal one.
  const mantissa = ((high & 0xfffff) + (exponent > 0 ? 0x100000 : 0)) * 2 ** 32 + bits.getUint32(4);
  const lowest = Math.max(1, exponent) - 1075 + lowestBit;
  let place = Math.floor(lowest / digitBits);
  let rest = mantissa * 2 ** (lowest - place * digitBits);
  while (rest > 0) {
    const above = Math.floor(rest / digitBase);
    const digit = rest - above * digitBase;
    if (digit !== 0) tell(place, digit * sign);
    rest = above;
    place++;
  }
}

export function createExactSum(): ExactSum {
  const digits = new Float64Array(places);
  let low = places;
  let high = 0;

  return {
    add(place, digit) {
      digits[place] = (digits[place] ?? 0) + digit;
      if (place < low) low = place;
      if (place > high) high = place;
    },
    total() {
      if (low > high) return 0;
      if (low === high) return scaled(digits[low] ?? 0, low);
      const carried = carry(digits, low, 1);
      return carried.negative ? -rounded(carry(digits, low, -1).digits) : rounded(carried.digits);
    },
  };
}

/** All digits from 0 to 2^20 − 1; where the sum is negative that cannot be, and its opposite has to be asked for. */
function carry(
  digits: Float64Array,
  low: number,
  sign: 1 | -1,
): { readonly digits: Float64Array; readonly negative: boolean } {
  const carried = new Float64Array(places);
  let over = 0;
  for (let place = low; place < places; place++) {
    const sum = (digits[place] ?? 0) * sign + over;
    over = Math.floor(sum / digitBase);
    carried[place] = sum - over * digitBase;
  }
  return { digits: carried, negative: over < 0 };
}

/**
 * To the nearest double, ties to even. The four highest digits hold at least 61 bits: two halves of 40 bits are
 * exact, and adding them rounds once. Anything below only breaks ties, so it is put into the lowest bit.
 */
function rounded(digits: Float64Array): number {
  let top = places - 1;
  while (top > 0 && digits[top] === 0) top--;
  const at = (place: number): number => digits[place] ?? 0;
  const upper = at(top) * digitBase + at(top - 1);
  let lower = at(top - 2) * digitBase + at(top - 3);
  const below = digits.subarray(0, Math.max(0, top - 3)).some((digit) => digit !== 0);
  if (below && lower % 2 === 0) lower += 1;
  return scaled(upper * digitBase ** 2 + lower, top - 3);
}

/** digit × 2^(20·place − 1080) in two steps, because the power alone may be too small for a double. */
function scaled(digit: number, place: number): number {
  const exponent = place * digitBits - lowestBit;
  const half = Math.trunc(exponent / 2);
  const value = digit * 2 ** half * 2 ** (exponent - half);
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
