import type { MetricAggregate } from "../model/condition.ts";
import { createExactSum, splitNumber } from "./exact-sum.ts";
import { createExtremeWindow } from "./extreme-window.ts";
import { bucketNumber, bucketOf } from "./number-buckets.ts";
import { createNumberRing, type NumberParts, type NumberWindow, type SavedNumbers } from "./number-ring.ts";
import { createRankTally } from "./rank-tally.ts";

/** What several numbers come to for one aggregate, by key: a minute or an hour of a baseline. */
export type NumberCell = Map<number, number>;

/** A window in which numbers leave one by one (`each`), or in slots or minutes (`merged`). */
export function createNumberWindow(
  aggregate: MetricAggregate,
  form: "each" | "merged",
  saved?: SavedNumbers,
): NumberWindow {
  if (aggregate === "min" || aggregate === "max") return createExtremeWindow(aggregate, saved);
  if (aggregate === "avg" || aggregate === "sum") {
    const parts = form === "each" ? wholeNumbers(aggregate) : numbersInDigits(aggregate);
    return createNumberRing(parts, form === "merged", saved);
  }
  return createNumberRing(ranks(permille(aggregate)), form === "merged", saved);
}

export function addToCell(cell: NumberCell, aggregate: MetricAggregate, value: number): void {
  const add = (key: number, amount: number): void => {
    cell.set(key, (cell.get(key) ?? 0) + amount);
  };
  switch (aggregate) {
    case "min":
    case "max": {
      const [known = value] = cell.keys();
      cell.clear();
      cell.set(aggregate === "max" ? Math.max(known, value) : Math.min(known, value), 1);
      return;
    }
    case "avg":
    case "sum":
      splitNumber(value, add);
      return;
    default:
      add(bucketOf(value), 1);
  }
}

/** p99.9 → 999. */
function permille(aggregate: `p${number}`): number {
  return Math.round(Number(aggregate.slice(1)) * 10);
}

/** The nearest rank, from 1: the least one that at least so many of a thousand do not pass. */
function ranks(share: number): NumberParts {
  const tally = createRankTally();
  return {
    split: (value, tell) => tell(bucketOf(value), 1),
    add: tally.add,
    // In whole numbers, since 0.999 × 1000 need not be 999.
    value: (count) => bucketNumber(tally.atRank(Math.ceil((share * count) / 1000))),
  };
}

/** Digits by their place. */
function numbersInDigits(aggregate: "avg" | "sum"): NumberParts {
  const sum = createExactSum();
  return {
    split: splitNumber,
    add: sum.add,
    value: (count) => (aggregate === "sum" ? sum.total() : sum.total() / count),
  };
}

/** Each number as it is, which takes less room than its digits where it leaves by itself. */
function wholeNumbers(aggregate: "avg" | "sum"): NumberParts {
  const digits = numbersInDigits(aggregate);
  return {
    split: (value, tell) => tell(value, 1),
    add: (value, amount) => splitNumber(value * amount, digits.add),
    value: digits.value,
  };
}
