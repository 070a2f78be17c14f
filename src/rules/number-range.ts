/** Numbers between two ends, each of which belongs to it or does not. */
export interface Range {
  readonly low: number;
  readonly lowOpen: boolean;
  readonly high: number;
  readonly highOpen: boolean;
}

export function isEmpty(range: Range): boolean {
  return range.low > range.high || (range.low === range.high && (range.lowOpen || range.highOpen));
}

export function overlap(a: Range, b: Range): Range {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return {
    low,
    lowOpen: (a.low === low && a.lowOpen) || (b.low === low && b.lowOpen),
    high,
    highOpen: (a.high === high && a.highOpen) || (b.high === high && b.highOpen),
  };
}

/** What lies below and above it. */
export function outside(range: Range): readonly Range[] {
  const below = { low: Number.NEGATIVE_INFINITY, lowOpen: false, high: range.low, highOpen: !range.lowOpen };
  const above = {
    low: range.high,
    lowOpen: !range.highOpen,
    high: Number.POSITIVE_INFINITY,
    highOpen: false,
  };
  return [below, above];
}
