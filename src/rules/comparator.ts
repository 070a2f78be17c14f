import { z } from "zod";
import { type Comparator, maxDistinctValues } from "../model/condition.ts";
import { isEmpty, overlap, type Range } from "./number-range.ts";

/** The keys of a comparator, to be spread into a condition's schema. */
export const COMPARATOR_KEYS = {
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
};

/** The values that a comparator can meet. */
export interface Domain {
  readonly min: number;
  readonly max: number;
  /** Only whole numbers occur. */
  readonly whole: boolean;
  /** Such as "a number of matches". */
  readonly noun: string;
}

export const COUNTS: Domain = {
  min: 0,
  max: Number.POSITIVE_INFINITY,
  whole: true,
  noun: "a number of matches",
};

export const VALUES: Domain = {
  min: 0,
  max: maxDistinctValues,
  whole: true,
  noun: "a number of values",
};

export const SHARES: Domain = { min: 0, max: 1, whole: false, noun: "a ratio" };

export type ComparatorKey = "gt" | "gte" | "lt" | "lte";

export interface ComparatorFinding {
  /** Where to point; undefined: at the whole. */
  readonly key: ComparatorKey | undefined;
  readonly message: string;
  readonly hint: string;
}

/** The values given, without the keys that are absent. */
export function pickComparator(
  value: Partial<Record<ComparatorKey, number | undefined>> | undefined,
): Comparator | undefined {
  if (value === undefined) return undefined;
  const { gt, gte, lt, lte } = value;
  const comparator: Comparator = {
    ...(gt === undefined ? {} : { gt }),
    ...(gte === undefined ? {} : { gte }),
    ...(lt === undefined ? {} : { lt }),
    ...(lte === undefined ? {} : { lte }),
  };
  return Object.keys(comparator).length === 0 ? undefined : comparator;
}

export function comparatorKeys(comparator: Comparator): readonly ComparatorKey[] {
  const keys: readonly ComparatorKey[] = ["gt", "gte", "lt", "lte"];
  return keys.filter((key) => comparator[key] !== undefined);
}

/** What makes a comparator never true, always true, or contradictory. */
export function checkComparator(comparator: Comparator, domain: Domain): readonly ComparatorFinding[] {
  const findings = comparatorKeys(comparator).flatMap((key) => checkBound(key, comparator[key] ?? 0, domain));
  if (comparator.gt !== undefined && comparator.gte !== undefined) {
    findings.push({ key: "gte", message: "`gt` and `gte` are both a lower bound", hint: "keep one of them" });
  }
  if (comparator.lt !== undefined && comparator.lte !== undefined) {
    findings.push({
      key: "lte",
      message: "`lt` and `lte` are both an upper bound",
      hint: "keep one of them",
    });
  }
  if (findings.length === 0 && isEmpty(rangeOf(comparator, domain))) {
    const written = formatComparator(comparator);
    const hint =
      "the lower bound lies below the upper one: `gt: 3, lt: 5`; for what lies outside write `any_of`";
    findings.push({ key: undefined, message: `\`${written}\` is never true: no number is both`, hint });
  }
  return findings;
}

function checkBound(key: ComparatorKey, value: number, domain: Domain): ComparatorFinding[] {
  const written = `${key}: ${value}`;
  if (domain.whole && !Number.isInteger(value)) {
    const message = `\`${written}\` must be a whole number, because it is compared with ${domain.noun}`;
    return [{ key, message, hint: `write ${Math.floor(value)} or ${Math.ceil(value)}` }];
  }
  const range = rangeOf({ [key]: value }, domain);
  const hint = boundHint(key, value, domain);
  const because =
    domain.max === Number.POSITIVE_INFINITY ? `${domain.noun} is never below 0` : boundWords(domain);
  if (isEmpty(range)) {
    return [{ key, message: `\`${written}\` is never true: ${because}`, hint }];
  }
  const all = rangeOf({}, domain);
  if (range.low === all.low && range.high === all.high && !range.lowOpen && !range.highOpen) {
    return [{ key, message: `\`${written}\` is always true: ${because}`, hint }];
  }
  return [];
}

function boundWords({ noun, min, max }: Domain): string {
  return `${noun} lies between ${min} and ${max.toLocaleString("en-US")}`;
}

function boundHint(key: ComparatorKey, value: number, domain: Domain): string {
  if (domain.max === 1 && value > 1 && value <= 100) return `${value} % is ${key}: ${value / 100}`;
  if (domain.whole && key === "gte" && value === 0) return "at least one match is gte: 1";
  const upTo =
    domain.max === Number.POSITIVE_INFINITY ? "" : ` and below ${domain.max.toLocaleString("en-US")}`;
  return `compare with a number above 0${upTo}`;
}

/** The part of the domain in which the comparator holds. In whole numbers, above 10 is from 11. */
function rangeOf(comparator: Comparator, domain: Domain): Range {
  const { gt, gte, lt, lte } = comparator;
  let { min: low, max: high } = domain;
  let lowOpen = false;
  let highOpen = false;
  if (gt !== undefined && (domain.whole ? gt + 1 > low : gt >= low)) {
    low = domain.whole ? gt + 1 : gt;
    lowOpen = !domain.whole;
  }
  if (gte !== undefined && gte > low) {
    low = gte;
    lowOpen = false;
  }
  if (lt !== undefined && (domain.whole ? lt - 1 < high : lt <= high)) {
    high = domain.whole ? lt - 1 : lt;
    highOpen = !domain.whole;
  }
  if (lte !== undefined && lte < high) {
    high = lte;
    highOpen = false;
  }
  return { low, lowOpen, high, highOpen };
}

/** `clear` must lie on the other side of the comparator, and be able to come true. */
export function checkClear(
  clear: Comparator,
  compare: Comparator,
  domain: Domain,
): readonly ComparatorFinding[] {
  const findings = checkComparator(clear, domain);
  if (findings.length > 0) return findings;
  const above = compare.gt !== undefined || compare.gte !== undefined;
  const below = compare.lt !== undefined || compare.lte !== undefined;
  if (above && below) {
    const message = "`clear` has no other side to lie on: the comparator is a range";
    return [{ key: undefined, message, hint: "leave it out, or keep one bound of the range" }];
  }
  const keys = comparatorKeys(clear);
  const wrongSide = keys.find((key) =>
    above ? key === "gt" || key === "gte" : key === "lt" || key === "lte",
  );
  const written = formatComparator(compare);
  if (wrongSide !== undefined) {
    const hint = `write ${above ? "lt or lte" : "gt or gte"}: once \`${written}\` was true, it stays true until \`clear\` is`;
    return [{ key: wrongSide, message: `\`${wrongSide}\` lies on the side of \`${written}\``, hint }];
  }
  if (isEmpty(overlap(rangeOf(clear, domain), rangeOf(compare, domain)))) return [];
  const message = `\`${formatComparator(clear)}\` overlaps \`${written}\`: both could hold at once`;
  return [{ key: keys[0], message, hint: "move `clear` away from the comparator" }];
}

export function formatComparator(comparator: Comparator): string {
  return comparatorKeys(comparator)
    .map((key) => `${key}: ${comparator[key]}`)
    .join(", ");
}
