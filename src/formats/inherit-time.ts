import type { Entry } from "../model/entry.ts";

/** The flag of an entry that took the time of the line before it. */
export const inheritedFlag = "inherited_time";

/**
 * For a file that is read long after it was written: the moment of reading says nothing of when a line without a
 * time came about, but the dated line before it does. The returned function is given the entries of one file in
 * order; before the first dated line the moment of reading stays.
 */
export function timeInheritance(): (entry: Entry) => Entry {
  let previous: number | undefined;
  return (entry) => {
    if (entry.time_precision !== "none") {
      previous = entry.time;
      return entry;
    }
    if (previous === undefined) return entry;
    return {
      ...entry,
      time: previous,
      time_precision: "inherited",
      flags: [...(entry.flags ?? []), inheritedFlag],
    };
  };
}
