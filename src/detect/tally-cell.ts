import type { MetricAggregate } from "../model/condition.ts";
import { addToCell, createNumberWindow, type NumberCell } from "./aggregates.ts";
import type { Judged } from "./condition-state.ts";

/** What a baseline keeps of one minute or hour `(end − length, end]`. */
export interface TallyCell {
  readonly end: number;
  matches: number;
  others: number;
  /** For the aggregate, where there is one. */
  readonly numbers: NumberCell;
}

export type SavedCell = {
  readonly end: number;
  readonly matches: number;
  readonly others: number;
  readonly keys: Float64Array;
  readonly amounts: Float64Array;
};

/** What is measured, and how what was counted over some time compares with one window of the condition. */
export interface BaselineMeasure {
  /** Absent: numbers of matches and others only. */
  readonly aggregate: MetricAggregate | undefined;
  /** What min_count counts: entries of the denominator for ratio, else matches. */
  readonly counted: (matches: number, others: number) => number;
  /** The value over `spanMs`; asked only where enough were counted. */
  readonly value: (matches: number, others: number, spanMs: number, aggregate: () => number) => number;
}

/** The cell that an entry at `at` belongs to ends at a multiple of `length`; one at the very end still belongs. */
export function cellEnd(at: number, length: number): number {
  return Math.ceil(at / length) * length;
}

export function newCell(end: number): TallyCell {
  return { end, matches: 0, others: 0, numbers: new Map() };
}

export function addJudged(cell: TallyCell, judged: Judged, aggregate: MetricAggregate | undefined): void {
  if (judged.match) cell.matches++;
  if (judged.other) cell.others++;
  if (aggregate !== undefined && typeof judged.value === "number") {
    addToCell(cell.numbers, aggregate, judged.value);
  }
}

/** The value of one cell by itself. */
export function cellValue(cell: TallyCell, lengthMs: number, measure: BaselineMeasure): number {
  const { matches, others, numbers } = cell;
  return measure.value(matches, others, lengthMs, () => {
    if (measure.aggregate === undefined) return 0;
    const whole = createNumberWindow(measure.aggregate, "merged");
    for (const [key, amount] of numbers) whole.addPart(0, key, amount);
    return whole.value(matches);
  });
}

export function saveCell(cell: TallyCell): SavedCell {
  const { end, matches, others, numbers } = cell;
  return {
    end,
    matches,
    others,
    keys: Float64Array.from(numbers.keys()),
    amounts: Float64Array.from(numbers.values()),
  };
}

export function restoreCell({ end, matches, others, keys, amounts }: SavedCell): TallyCell {
  const numbers: NumberCell = new Map();
  keys.forEach((key, place) => {
    numbers.set(key, amounts[place] ?? 0);
  });
  return { end, matches, others, numbers };
}
