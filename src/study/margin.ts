import type { PartView, StateView } from "../detect/condition-state.ts";
import type { AlertValue } from "../model/alert.ts";
import type { Comparator, Condition, SingleCondition } from "../model/condition.ts";

/** How far a value is from making its condition true. */
export interface Margin {
  /** The bound that decides. */
  readonly bound: number;
  readonly comparator: keyof Comparator;
  /** How much is missing; 0 or less where the bound holds. */
  readonly missing: number;
}

/**
 * What is missing for the condition to become true; undefined where it is no matter of a number: something came or it
 * did not, there is nothing to divide, or the baseline is too thin.
 */
export function marginOf(condition: SingleCondition, value: AlertValue, view: StateView): Margin | undefined {
  switch (condition.type) {
    case "count":
    case "distinct":
    case "ratio":
    case "metric": {
      const unit = "baseline" in condition && condition.baseline !== undefined ? view.baseline : 1;
      if (typeof value !== "number" || typeof unit !== "number") return undefined;
      return widest(condition.compare, value, unit);
    }
    case "consecutive":
      return typeof value === "number" ? margin("gte", condition.gte, value) : undefined;
    case "absence":
      return typeof value === "number" ? margin("gte", condition.windowMs, value) : undefined;
    case "sequence":
      return view.steps === undefined ? undefined : margin("gte", condition.steps.length, view.steps);
    case "any":
    case "new_value":
    case "change":
      return undefined;
    default:
      return condition satisfies never;
  }
}

/** How far, as a share of the bound, so that different conditions compare: 0 or less holds, 1 is all that is needed. */
export function distanceOf(condition: Condition, value: AlertValue, view: StateView): number | undefined {
  if (!("conditions" in condition)) {
    const found = marginOf(condition, value, view);
    return found === undefined ? undefined : found.missing / Math.max(Math.abs(found.bound), Number.EPSILON);
  }
  const parts = Object.entries(condition.conditions).map(([name, part]) =>
    partDistance(part, view.parts?.[name]),
  );
  if (parts.length === 0) return undefined;
  return condition.type === "any_of" ? Math.min(...parts) : Math.max(...parts);
}

/** A part that is no matter of a number is all there or not at all. */
function partDistance(part: SingleCondition, view: PartView | undefined): number {
  if (view === undefined) return 1;
  if (view.signal === true) return 0;
  return Math.max(Number.EPSILON, distanceOf(part, view.value, view) ?? 1);
}

const COMPARATORS = ["gt", "gte", "lt", "lte"] as const;

/** Of two bounds the one that is missed by more. */
function widest(compare: Comparator, value: number, unit: number): Margin | undefined {
  let found: Margin | undefined;
  for (const comparator of COMPARATORS) {
    const bound = compare[comparator];
    if (bound === undefined) continue;
    const one = margin(comparator, bound * unit, value);
    if (found === undefined || one.missing > found.missing) found = one;
  }
  return found;
}

function margin(comparator: keyof Comparator, bound: number, value: number): Margin {
  const missing = comparator === "gt" || comparator === "gte" ? bound - value : value - bound;
  return { bound, comparator, missing };
}
