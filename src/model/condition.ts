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
}

export type Condition = AnyCondition | CountCondition | ConsecutiveCondition | RatioCondition;
export type ConditionType = Condition["type"];
