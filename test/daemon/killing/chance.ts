/** Chance that a seed decides, so that a run can be told again. */
export interface Chance {
  /** From 0 to below 1. */
  readonly draw: () => number;
  /** A whole number from `least` to `most`. */
  readonly between: (least: number, most: number) => number;
  readonly isTrue: (probability: number) => boolean;
  readonly oneOf: <T>(first: T, ...others: readonly T[]) => T;
}

/** Mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  function draw(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  return {
    draw,
    between: (least, most) => least + Math.floor(draw() * (most - least + 1)),
    isTrue: (probability) => draw() < probability,
    oneOf: (first, ...others) => others[Math.floor(draw() * (others.length + 1)) - 1] ?? first,
  };
}
