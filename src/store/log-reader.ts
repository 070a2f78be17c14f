import type { Database } from "better-sqlite3";
import type { LogReader, StoredEntry } from "../ports/log-store.ts";
import { ENTRY_COLUMNS, type EntryRow, storedEntry } from "./entry-row.ts";
import { createFieldListReader } from "./field-lists.ts";
import { readSourceCounts } from "./sources.ts";

interface ExtentRow {
  readonly oldest: number | null;
  readonly newest: number | null;
}

/** The index gives order of time; SQLite sorts only the entries of one millisecond by sequence. */
export const RANGE = `SELECT ${ENTRY_COLUMNS}
  FROM entries CROSS JOIN sources ON sources.id = entries.source_id
  WHERE entries.time > ? AND entries.time <= ? AND entries.sequence <= ?
  ORDER BY entries.time, entries.sequence`;

/** The plus keeps SQLite from walking along the times, where this looks at the newest few by their sequence. */
const ARRIVED = `SELECT ${ENTRY_COLUMNS}
  FROM entries CROSS JOIN sources ON sources.id = entries.source_id
  WHERE entries.sequence > ? AND +entries.time <= ?
  ORDER BY entries.sequence`;

/** The LogReader over any connection to entries.db. */
export function createLogReader(db: Database): LogReader {
  const namesOf = createFieldListReader(db);
  // Two look-ups at the ends of the index; min and max in one SELECT would read all of it.
  const extent = db.prepare<[], ExtentRow>(
    "SELECT (SELECT min(time) FROM entries) AS oldest, (SELECT max(time) FROM entries) AS newest",
  );

  function* range(from: number, to: number, maxSequence: number): IterableIterator<StoredEntry> {
    // A statement of its own, because one that is being read cannot be started again.
    const rows = db.prepare<[number, number, number], EntryRow>(RANGE).raw(true);
    for (const row of rows.iterate(from, to, maxSequence)) yield storedEntry(row, namesOf);
  }

  function* arrivedAfter(sequence: number, to: number): IterableIterator<StoredEntry> {
    const rows = db.prepare<[number, number], EntryRow>(ARRIVED).raw(true);
    for (const row of rows.iterate(sequence, to)) yield storedEntry(row, namesOf);
  }

  return {
    arrivedAfter,
    range: ({ from, to, maxSequence }) => range(from, to, maxSequence),
    extent() {
      const { oldest, newest } = extent.get() ?? { oldest: null, newest: null };
      return oldest === null || newest === null ? undefined : { from: oldest, to: newest };
    },
    counts: () => readSourceCounts(db),
  };
}
