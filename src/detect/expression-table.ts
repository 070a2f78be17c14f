import type { Expression } from "../model/condition.ts";
import { createEntry, type Entry } from "../model/entry.ts";

/** Evaluates each distinct expression at most once per entry, for all rules that share it. */
export interface ExpressionTable {
  /** The place of an expression; equal objects share one. */
  readonly place: (expression: Expression) => number;
  /** The entry that the following `evaluate` calls are about. */
  readonly begin: (entry: Entry) => void;
  readonly entry: () => Entry;
  /** True, false, or null when it failed. */
  readonly evaluate: (place: number) => boolean | null;
}

/** Stands for the current entry before there is one. */
const noEntry = createEntry("generic_json", 0);

export function createExpressionTable(): ExpressionTable {
  const places = new Map<Expression, number>();
  const tests: ((entry: Entry) => boolean | null)[] = [];
  const results: (boolean | null)[] = [];
  // The round in which a result was computed; results of earlier rounds belong to earlier entries.
  const rounds: number[] = [];
  let round = 0;
  let current: Entry = noEntry;

  return {
    place(expression) {
      const known = places.get(expression);
      if (known !== undefined) return known;
      places.set(expression, tests.length);
      results.push(false);
      rounds.push(0);
      return tests.push(expression.test) - 1;
    },
    begin(entry) {
      current = entry;
      round++;
    },
    entry: () => current,
    evaluate(place) {
      if (rounds[place] === round) return results[place] ?? null;
      const test = tests[place];
      const result = test === undefined ? null : test(current);
      rounds[place] = round;
      results[place] = result;
      return result;
    },
  };
}
