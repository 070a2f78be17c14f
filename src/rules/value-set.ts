import { FIELDS, type FieldName } from "../model/entry.ts";
import { FIELD_WORDS } from "../model/field-words.ts";
import type { CompareOperator, Literal } from "./checked-expression.ts";
import { isEmpty, outside, overlap, type Range } from "./number-range.ts";

/** Some of the values that a field can have: ranges of numbers; or some words, or all but some. */
export type Values =
  | { readonly kind: "numbers"; readonly ranges: readonly Range[] }
  | { readonly kind: "words"; readonly words: ReadonlySet<Literal>; readonly allBut: boolean };

/** What a field can be in an entry: absent, or one of some values. */
export interface ValueSet {
  readonly absent: boolean;
  readonly values: Values;
}

export const NO_VALUES: Values = { kind: "words", words: new Set(), allBut: false };
const ANY_VALUE: Values = { kind: "words", words: new Set(), allBut: true };

/** It is there, whatever it is. */
export const PRESENT: ValueSet = { absent: false, values: ANY_VALUE };

const ALL: Range = {
  low: Number.NEGATIVE_INFINITY,
  lowOpen: false,
  high: Number.POSITIVE_INFINITY,
  highOpen: false,
};

/** What is known of a field before anything is asked of it; attributes can be anything. */
export function domainOf(field: string): ValueSet {
  return { absent: true, values: isField(field) ? fieldValues(field) : ANY_VALUE };
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

function fieldValues(field: FieldName): Values {
  const words = FIELD_WORDS[field];
  if (words !== undefined) return oneOf(words);
  // No number of an entry is ever negative, and a status has three digits at most.
  const high = field === "status" ? 999 : Number.POSITIVE_INFINITY;
  if (FIELDS[field].type === "number") return { kind: "numbers", ranges: [{ ...ALL, low: 0, high }] };
  return FIELDS[field].type === "boolean" ? oneOf([true, false]) : ANY_VALUE;
}

export function oneOf(values: readonly Literal[]): Values {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length > 0) return { kind: "numbers", ranges: numbers.map(pointAt) };
  return { kind: "words", words: new Set(values), allBut: false };
}

function pointAt(at: number): Range {
  return { low: at, lowOpen: false, high: at, highOpen: false };
}

/** The values for which a comparison with a literal is true. */
export function compared(operator: CompareOperator, literal: Literal): Values {
  if (operator === "==") return oneOf([literal]);
  if (operator === "!=") return complement(oneOf([literal]));
  const at = Number(literal);
  const range =
    operator === "<" || operator === "<="
      ? { ...ALL, high: at, highOpen: operator === "<" }
      : { ...ALL, low: at, lowOpen: operator === ">" };
  return { kind: "numbers", ranges: [range] };
}

export function complement(values: Values): Values {
  if (values.kind === "words") return { ...values, allBut: !values.allBut };
  const ranges = values.ranges.reduce((rest: readonly Range[], range) => cut(rest, outside(range)), [ALL]);
  return { kind: "numbers", ranges };
}

function cut(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  return a.flatMap((one) => b.map((other) => overlap(one, other))).filter((range) => !isEmpty(range));
}

export function intersection(a: ValueSet, b: ValueSet): ValueSet {
  return { absent: a.absent && b.absent, values: intersectValues(a.values, b.values) };
}

function intersectValues(a: Values, b: Values): Values {
  if (a.kind === "numbers" && b.kind === "numbers") return { ...a, ranges: cut(a.ranges, b.ranges) };
  // Only what can be anything, or is nothing, meets another kind.
  if (a.kind === "numbers") return b.kind === "words" && b.allBut ? a : NO_VALUES;
  if (b.kind === "numbers") return a.allBut ? b : NO_VALUES;
  if (a.allBut && b.allBut) return { ...a, words: new Set([...a.words, ...b.words]) };
  if (a.allBut) return without(b, a.words);
  if (b.allBut) return without(a, b.words);
  return { ...a, words: new Set([...a.words].filter((word) => b.words.has(word))) };
}

function without(from: Values & { readonly kind: "words" }, words: ReadonlySet<Literal>): Values {
  return { ...from, words: new Set([...from.words].filter((word) => !words.has(word))) };
}

export function isNothing({ absent, values }: ValueSet): boolean {
  if (absent) return false;
  return values.kind === "numbers" ? values.ranges.length === 0 : !values.allBut && values.words.size === 0;
}
