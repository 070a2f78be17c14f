import type { LogReader, StoredEntry } from "../ports/log-store.ts";

/** Entries kept in memory between commit and judgement; beyond it they are read back from the store. */
export const maxBacklog = 200_000;

/** Committed entries whose time the position has not passed yet. */
export interface Backlog {
  readonly add: (stored: readonly StoredEntry[], position: number | undefined) => { readonly late: number };
  /** Entries with position < time <= to, in order of (time, sequence), leaving the backlog. */
  readonly take: (position: number, to: number, maxSequence: number) => Iterable<StoredEntry>;
  readonly size: () => number;
  /** The backlog did not fit into memory, or was never filled (after a restart). */
  readonly onDisk: () => boolean;
}

export function createBacklog(reader: LogReader, startsOnDisk: boolean): Backlog {
  let waiting: StoredEntry[] = [];
  let onDisk = startsOnDisk;

  function takeFromMemory(to: number): StoredEntry[] {
    const due: StoredEntry[] = [];
    const rest: StoredEntry[] = [];
    for (const stored of waiting) (stored.entry.time <= to ? due : rest).push(stored);
    waiting = rest;
    return due.sort((a, b) => a.entry.time - b.entry.time || a.sequence - b.sequence);
  }

  /** Once what is left fits, it is kept in memory again. */
  function* takeFromDisk(position: number, to: number, maxSequence: number): Generator<StoredEntry> {
    yield* reader.range({ from: position, to, maxSequence });
    const rest: StoredEntry[] = [];
    for (const stored of reader.range({ from: to, to: Number.MAX_SAFE_INTEGER, maxSequence })) {
      rest.push(stored);
      if (rest.length > maxBacklog) return;
    }
    waiting = rest;
    onDisk = false;
  }

  return {
    add(stored, position) {
      let late = 0;
      for (const one of stored) {
        if (position !== undefined && one.entry.time <= position) late++;
        else if (!onDisk) waiting.push(one);
      }
      if (waiting.length > maxBacklog) {
        waiting = [];
        onDisk = true;
      }
      return { late };
    },
    take: (position, to, maxSequence) =>
      onDisk ? takeFromDisk(position, to, maxSequence) : takeFromMemory(to),
    size: () => waiting.length,
    onDisk: () => onDisk,
  };
}
