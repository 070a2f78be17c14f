import type { Database } from "better-sqlite3";
import type { Entry } from "../model/entry.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import type { Checked } from "../rules/checked-expression.ts";
import { ENTRY_COLUMNS, type EntryRow, storedEntry } from "./entry-row.ts";
import { addExpressionFunctions } from "./expression-functions.ts";
import { createFieldListReader, readFieldLists } from "./field-lists.ts";
import { filterSql } from "./filter-sql.ts";

/** Rows that are read at once. Between two such reads nothing is held, so that a long search stops no checkpoint. */
const PAGE_ROWS = 10_000;

export interface SearchQuestion {
  /** Entries with from < time <= to and sequence <= maxSequence. */
  readonly from: number;
  readonly to: number;
  readonly maxSequence: number;
  /** Absent: all of them. */
  readonly where?: SearchFilter;
}

export interface SearchFilter {
  readonly checked: Checked;
  /** The closure of the same expression: null where it could not be evaluated. */
  readonly test: (entry: Entry) => boolean | null;
  /** An entry for which it could not be evaluated, which is none of those found. */
  readonly onFailure?: () => void;
}

export interface EntrySearch {
  /** In order of (time, sequence). */
  readonly find: (question: SearchQuestion) => IterableIterator<StoredEntry>;
  readonly maxSequence: () => number;
}

/**
 * Entries by an expression, over any connection to entries.db. SQL leaves out what it knows to be false, and the
 * closure has the last word on what is left.
 */
export function createEntrySearch(db: Database, pageRows = PAGE_ROWS): EntrySearch {
  addExpressionFunctions(db);
  const namesOf = createFieldListReader(db);
  const newest = db.prepare<[], { readonly sequence: number | null }>(
    "SELECT max(sequence) AS sequence FROM entries",
  );

  function* find({ from, to, maxSequence, where }: SearchQuestion): IterableIterator<StoredEntry> {
    const next = pages(db, { to, maxSequence, pageRows }, where?.checked);
    let after: Place = { time: from, sequence: Number.MAX_SAFE_INTEGER };
    for (;;) {
      const rows = next(after);
      for (const row of rows) {
        const found = storedEntry(row, namesOf);
        if (holds(found, where)) yield found;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageRows) return;
      after = { time: last[2], sequence: last[0] };
    }
  }

  return { find, maxSequence: () => newest.get()?.sequence ?? 0 };
}

function holds({ entry }: StoredEntry, where: SearchFilter | undefined): boolean {
  if (where === undefined) return true;
  const truth = where.test(entry);
  if (truth === null) where.onFailure?.();
  return truth === true;
}

interface Place {
  readonly time: number;
  readonly sequence: number;
}

interface Bounds {
  readonly to: number;
  readonly maxSequence: number;
  readonly pageRows: number;
}

function pages(
  db: Database,
  { to, maxSequence, pageRows }: Bounds,
  checked: Checked | undefined,
): (after: Place) => readonly EntryRow[] {
  const filter = checked === undefined ? undefined : filterSql(checked, readFieldLists(db));
  // The plus keeps the index on time in use for the range alone.
  const statement = db
    .prepare<unknown[], EntryRow>(
      `SELECT ${ENTRY_COLUMNS}
       FROM entries CROSS JOIN sources ON sources.id = entries.source_id
       WHERE entries.time >= @time AND entries.time <= @to
         AND (+entries.time > @time OR entries.sequence > @sequence)
         AND entries.sequence <= @maxSequence
         ${filter === undefined ? "" : `AND ${filter.sql} IS NOT 0`}
       ORDER BY entries.time, entries.sequence LIMIT @pageRows`,
    )
    .raw(true);
  return ({ time, sequence }) =>
    statement.all({ ...filter?.values, time, to, sequence, maxSequence, pageRows });
}
