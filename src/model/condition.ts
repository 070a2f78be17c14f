import type { Entry } from "./entry.ts";

/** A checked expression over an entry. */
export interface Expression {
  /** As the author wrote it. */
  readonly source: string;
  /** True, false, or null where it could not be evaluated (counted, never a match). Never throws. */
  readonly test: (entry: Entry) => boolean | null;
}

/** gt, gte, lt, lte; two make a range. At least one is present. */
export interface Comparator {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

/**
 * What a value is compared with instead of a fixed number: the comparator is then a multiple of it. Taken at
 * epoch-aligned minutes; unknown below minCount (entries of the denominator for ratio, else what is counted or
 * carries the number); never true while the value itself is below floor.
 */
export type Baseline = WindowBaseline | SameHourBaseline;

/** The value over (t − offset − window, t − offset]; both are whole minutes. */
export interface WindowBaseline {
  readonly kind: "window";
  readonly windowMs: number;
  readonly offsetMs: number;
  readonly minCount: number;
  readonly floor: number;
}

/** The median of the values of the same hour (UTC) of each of the last `days` days. */
export interface SameHourBaseline {
  readonly kind: "same_hour";
  readonly days: number;
  readonly minCount: number;
  readonly floor: number;
}

/** True during [match, match + window). */
export interface AnyCondition {
  readonly type: "any";
  readonly match: Expression;
  readonly windowMs: number;
}

/** True while the number of matches in the window compares. */
export interface CountCondition {
  readonly type: "count";
  readonly match: Expression;
  readonly windowMs: number;
  readonly compare: Comparator;
  /** Once true, stays true until this holds. */
  readonly clear?: Comparator;
  readonly baseline?: Baseline;
}

/** True while a run of matches is long enough. */
export interface ConsecutiveCondition {
  readonly type: "consecutive";
  readonly match: Expression;
  /** Absent: any entry in scope that is not a match. */
  readonly reset?: Expression;
  readonly gte: number;
  readonly maxGapMs: number;
}

/** True while matches ÷ of compares in the window; false below minCount. */
export interface RatioCondition {
  readonly type: "ratio";
  readonly match: Expression;
  /** Absent: every entry in scope. */
  readonly of?: Expression;
  readonly windowMs: number;
  readonly compare: Comparator;
  readonly clear?: Comparator;
  readonly minCount: number;
  readonly baseline?: Baseline;
}

/** p50, p99, p99.9: above 0 and below 100, at most one decimal. */
export type MetricAggregate = "avg" | "min" | "max" | "sum" | `p${number}`;

/** True while the aggregate of a number among matches in the window compares; false below minCount. */
export interface MetricCondition {
  readonly type: "metric";
  readonly match: Expression;
  /** A field that is a number, or attributes.x; a match without the number is not counted. */
  readonly field: string;
  readonly aggregate: MetricAggregate;
  readonly windowMs: number;
  readonly compare: Comparator;
  readonly clear?: Comparator;
  /** Matches that carry the number. */
  readonly minCount: number;
  readonly baseline?: Baseline;
}

export type Condition =
  | AnyCondition
  | CountCondition
  | ConsecutiveCondition
  | RatioCondition
  | MetricCondition;
export type ConditionType = Condition["type"];
