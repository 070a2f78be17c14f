interface Count {
  readonly matches: number;
  readonly total: number;
}

/** At least this much more often than the others. */
export const minRateFactor = 2;
/** And only where chance would do that less than about once in ten thousand times: many values are compared. */
export const minDeviations = 4;

/**
 * By how many standard deviations a share of matches lies above that of the others (two proportions, pooled);
 * undefined where it is not clearly above, or where there is nothing to compare with.
 */
export function compareRates(one: Count, others: Count): number | undefined {
  if (one.total === 0 || others.total === 0) return undefined;
  const rate = one.matches / one.total;
  const otherRate = others.matches / others.total;
  if (rate < otherRate * minRateFactor) return undefined;
  const pooled = (one.matches + others.matches) / (one.total + others.total);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / one.total + 1 / others.total));
  const deviations = deviation === 0 ? 0 : (rate - otherRate) / deviation;
  return deviations >= minDeviations ? deviations : undefined;
}
