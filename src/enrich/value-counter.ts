import type { Counted, TopList } from "../model/facts.ts";

/** Different values counted for one list; further ones are not told apart, and the list says "at least". */
export const maxDistinctValues = 10_000;

/** Names in a top list; the rest is a number. */
export const maxTopValues = 5;

/** Characters of one value: a path can be as long as a line. */
export const maxValueLength = 300;

/** Counts different values in bounded memory. Counts of values that it knows are exact. */
export interface ValueCounter {
  readonly add: (value: string | number | undefined) => void;
  readonly distinct: () => number;
  readonly capped: () => boolean;
  /** Most frequent first, then by name. */
  readonly ordered: () => readonly Counted[];
}

export function createValueCounter(): ValueCounter {
  const counts = new Map<string, number>();
  let capped = false;
  return {
    add(value) {
      if (value === undefined) return;
      const name = shorten(String(value));
      const known = counts.get(name);
      if (known === undefined && counts.size >= maxDistinctValues) {
        capped = true;
        return;
      }
      counts.set(name, (known ?? 0) + 1);
    },
    distinct: () => counts.size,
    capped: () => capped,
    ordered: () =>
      [...counts]
        .map(([name, count]) => ({ name, count }))
        .sort((a, b) => b.count - a.count || compare(a, b)),
  };
}

export function topList(counter: ValueCounter): TopList {
  const list = { top: counter.ordered().slice(0, maxTopValues), distinct: counter.distinct() };
  return counter.capped() ? { ...list, atLeast: true } : list;
}

function compare(a: Counted, b: Counted): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

function shorten(name: string): string {
  return name.length <= maxValueLength ? name : `${name.slice(0, maxValueLength - 1)}…`;
}
