import type { Comparator } from "../model/condition.ts";

/** All bounds hold; with a `unit` they are multiples of it. */
export function compares(value: number, comparator: Comparator, unit = 1): boolean {
  if (comparator.gt !== undefined && !(value > comparator.gt * unit)) return false;
  if (comparator.gte !== undefined && !(value >= comparator.gte * unit)) return false;
  if (comparator.lt !== undefined && !(value < comparator.lt * unit)) return false;
  return !(comparator.lte !== undefined && !(value <= comparator.lte * unit));
}

export function hasUpperBound(comparator: Comparator): boolean {
  return comparator.lt !== undefined || comparator.lte !== undefined;
}

/** The smallest whole number that satisfies the lower bounds; 0 where there are none. */
export function smallestCount(comparator: Comparator): number {
  const gte = comparator.gte === undefined ? 0 : Math.ceil(comparator.gte);
  const gt = comparator.gt === undefined ? 0 : Math.floor(comparator.gt) + 1;
  return Math.max(0, gte, gt);
}

/** The smallest whole number that does not satisfy `clear`, so that a latched count still stands at it. */
export function smallestHeld(clear: Comparator): number {
  const lt = clear.lt === undefined ? 0 : Math.ceil(clear.lt);
  const lte = clear.lte === undefined ? 0 : Math.floor(clear.lte) + 1;
  return Math.max(0, lt, lte);
}
