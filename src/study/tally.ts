import { compareText } from "../alerts/engine.ts";
import type { Entry } from "../model/entry.ts";
import { groupReader } from "../model/group.ts";

/** Different combinations of values that are counted apart. */
export const maxTallyRows = 100_000;

/** null where the entries had none. */
export type TallyValue = string | number | boolean | null;

export interface TallyRow {
  readonly count: number;
  /** In the order of the fields. */
  readonly values: readonly TallyValue[];
}

export interface Tally {
  readonly add: (entry: Entry) => void;
  /** Most frequent first, then by value. */
  readonly rows: () => readonly TallyRow[];
  readonly total: () => number;
  /** Entries whose combination came when there were as many as are counted apart. */
  readonly others: () => number;
}

/** Counts entries by the values of fields, as `sort | uniq -c` does lines. */
export function createTally(fields: readonly string[], maxRows = maxTallyRows): Tally {
  const readers = fields.map(groupReader);
  const rows = new Map<string, { count: number; readonly values: readonly TallyValue[] }>();
  let total = 0;
  let others = 0;
  return {
    add(entry) {
      total++;
      const values = readers.map((read) => read(entry) ?? null);
      const key = JSON.stringify(values);
      const row = rows.get(key);
      if (row !== undefined) row.count++;
      else if (rows.size < maxRows) rows.set(key, { count: 1, values });
      else others++;
    },
    rows: () =>
      [...rows]
        .sort(([a, x], [b, y]) => y.count - x.count || compareText(a, b))
        .map(([, { count, values }]) => ({ count, values })),
    total: () => total,
    others: () => others,
  };
}
