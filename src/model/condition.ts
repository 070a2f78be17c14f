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

/** A group that a rule lists: its group_by values by name, null where entries lack one. */
export type ListedGroup = Readonly<Record<string, string | number | boolean | null>>;

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
  /** Groups that are there from the first entry judged; no others are judged. */
  readonly expect?: readonly ListedGroup[];
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

/** Values of one group that `distinct` tells apart in a window; entries with further ones are left out and counted. */
export const maxDistinctValues = 100_000;

/** True while the number of different values of a field among matches in the window compares. */
export interface DistinctCondition {
  readonly type: "distinct";
  readonly match: Expression;
  /** A field of an entry or attributes.x; a match without it is not counted. */
  readonly field: string;
  readonly windowMs: number;
  readonly compare: Comparator;
  readonly clear?: Comparator;
  /** Groups that are there from the first entry judged; no others are judged. */
  readonly expect?: readonly ListedGroup[];
}

/** True during [last match + window, next match), in a group that is expected. */
export interface AbsenceCondition {
  readonly type: "absence";
  readonly match: Expression;
  readonly windowMs: number;
  /** Absent: a group is expected from its first match on, until forgetAfterMs have passed without one. */
  readonly expect?: readonly ListedGroup[];
  readonly forgetAfterMs: number;
}

/** True during [entry, entry + window) at a value that was not seen within history. */
export interface NewValueCondition {
  readonly type: "new_value";
  readonly match: Expression;
  readonly field: string;
  readonly historyMs: number;
  /** After the group's first value nothing is told for so long. */
  readonly learningMs: number;
  readonly windowMs: number;
  /** Values of one group that are remembered; entries with further ones are left out and counted. */
  readonly maxValues: number;
}

/** True during [entry, entry + window) at a value other than the group's previous one. */
export interface ChangeCondition {
  readonly type: "change";
  readonly match: Expression;
  readonly field: string;
  readonly windowMs: number;
}

export interface SequenceStep {
  readonly match: Expression;
}

/** True during [last step, + hold) where the steps came in order, all less than `within` after the first. */
export interface SequenceCondition {
  readonly type: "sequence";
  /** Those that have to come, in order. */
  readonly steps: readonly SequenceStep[];
  /** The one that must not follow them: then true during [first + within, until it comes, at most hold). */
  readonly absent?: SequenceStep;
  readonly withinMs: number;
  readonly holdMs: number;
  /** An entry that ends what has begun and is not complete. */
  readonly until?: Expression;
}

/** A condition that looks at entries; the others join such. */
export type SingleCondition =
  | AnyCondition
  | CountCondition
  | ConsecutiveCondition
  | RatioCondition
  | MetricCondition
  | DistinctCondition
  | AbsenceCondition
  | NewValueCondition
  | ChangeCondition
  | SequenceCondition;

/** By name, in the order of the rule. */
export type NamedConditions = Readonly<Record<string, SingleCondition>>;

/** True while all of them are. */
export interface AllOfCondition {
  readonly type: "all_of";
  readonly conditions: NamedConditions;
}

/** True while at least one of them is. */
export interface AnyOfCondition {
  readonly type: "any_of";
  readonly conditions: NamedConditions;
}

export type Condition = SingleCondition | AllOfCondition | AnyOfCondition;
export type ConditionType = Condition["type"];
