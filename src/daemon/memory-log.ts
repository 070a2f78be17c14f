import type { Entry } from "../model/entry.ts";
import type { LogReader, StoredEntry } from "../ports/log-store.ts";

/** Entries as the store would hold them, in memory: for a log that is judged once and not kept. */
export interface MemoryLog {
  readonly reader: LogReader;
  /** Takes them in order of arrival. */
  readonly append: (entries: readonly Entry[]) => readonly StoredEntry[];
  readonly maxSequence: () => number;
}

export function createMemoryLog(): MemoryLog {
  // In order of (time, sequence). Most come in that order, so the place of the others is looked for from the end.
  const stored: StoredEntry[] = [];
  let sequence = 0;

  function insert(one: StoredEntry): void {
    let place = stored.length;
    while (place > 0 && (stored[place - 1]?.entry.time ?? 0) > one.entry.time) place--;
    stored.splice(place, 0, one);
  }

  /** The first place whose time is later. */
  function placeAfter(time: number): number {
    let from = 0;
    let to = stored.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((stored[middle]?.entry.time ?? 0) <= time) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  return {
    append(entries) {
      const added = entries.map((entry) => ({ sequence: ++sequence, source: "replay", entry, raw: "" }));
      added.forEach(insert);
      return added;
    },
    maxSequence: () => sequence,
    reader: {
      *range({ from, to, maxSequence }) {
        for (let place = placeAfter(from); place < stored.length; place++) {
          const one = stored[place];
          if (one === undefined || one.entry.time > to) return;
          if (one.sequence <= maxSequence) yield one;
        }
      },
      *arrivedAfter(after, to) {
        const found = stored.filter((one) => one.sequence > after && one.entry.time <= to);
        yield* found.sort((a, b) => a.sequence - b.sequence);
      },
      extent() {
        const [first] = stored;
        const last = stored.at(-1);
        if (first === undefined || last === undefined) return undefined;
        return { from: first.entry.time, to: last.entry.time };
      },
      counts: () => [],
    },
  };
}
