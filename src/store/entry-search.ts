import type { Database } from "better-sqlite3";
import type { Entry, FieldName } from "../model/entry.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import type { Checked } from "../rules/checked-expression.ts";
import {
  ENTRY_COLUMNS,
  type EntryRow,
  type LeanRow,
  leanColumns,
  leanEntry,
  storedEntry,
} from "./entry-row.ts";
import { addExpressionFunctions } from "./expression-functions.ts";
import { createFieldListReader, readFieldLists } from "./field-lists.ts";
import { filterSql } from "./filter-sql.ts";

/** Rows that are read at once. Between two such reads nothing is held, so that a long search stops no checkpoint. */
const PAGE_ROWS = 10_000;

/** Entries with from < time <= to and sequence <= maxSequence. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly maxSequence: number;
}

export interface SearchQuestion extends Range {
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

export interface LeanQuestion extends Range {
  /** Those for which this is certainly false may be left out: who asks would do nothing with them. */
  readonly needed?: Checked;
  /** What is looked at; other fields may be absent. */
  readonly fields: ReadonlySet<FieldName>;
}

export interface EntrySearch {
  /** In order of (time, sequence). */
  readonly find: (question: SearchQuestion) => IterableIterator<StoredEntry>;
  /** The same for those who judge many entries by some of their fields. */
  readonly findLean: (question: LeanQuestion) => IterableIterator<Entry>;
  /** How many there are, whatever they hold. */
  readonly count: (range: Range) => number;
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
  const counted = db.prepare<[number, number, number], { readonly count: number }>(
    "SELECT count(*) AS count FROM entries WHERE time > ? AND time <= ? AND sequence <= ?",
  );

  function* find(question: SearchQuestion): IterableIterator<StoredEntry> {
    const { where } = question;
    const from = `${ENTRY_COLUMNS} FROM entries CROSS JOIN sources ON sources.id = entries.source_id`;
    for (const rows of pages<EntryRow>(db, from, question, where?.checked, pageRows)) {
      for (const row of rows) {
        const found = storedEntry(row, namesOf);
        if (holds(found, where)) yield found;
      }
    }
  }

  function* findLean(question: LeanQuestion): IterableIterator<Entry> {
    const from = `${leanColumns(question.fields, readFieldLists(db))} FROM entries`;
    for (const rows of pages<LeanRow>(db, from, question, question.needed, pageRows)) {
      for (const row of rows) yield leanEntry(row, namesOf);
    }
  }

  return {
    find,
    findLean,
    count: ({ from, to, maxSequence }) => counted.get(from, to, maxSequence)?.count ?? 0,
    maxSequence: () => newest.get()?.sequence ?? 0,
  };
}

function holds({ entry }: StoredEntry, where: SearchFilter | undefined): boolean {
  if (where === undefined) return true;
  const truth = where.test(entry);
  if (truth === null) where.onFailure?.();
  return truth === true;
}

/** Pages of rows; `selected`: columns and tables, of which sequence is the first column and time the third. */
function* pages<R extends EntryRow | LeanRow>(
  db: Database,
  selected: string,
  { from, to, maxSequence }: Range,
  checked: Checked | undefined,
  pageRows: number,
): IterableIterator<readonly R[]> {
  const filter = checked === undefined ? undefined : filterSql(checked, readFieldLists(db));
  // The plus keeps the index on time in use for the range alone.
  const statement = db
    .prepare<unknown[], R>(
      `SELECT ${selected}
       WHERE entries.time >= @time AND entries.time <= @to
         AND (+entries.time > @time OR entries.sequence > @sequence)
         AND entries.sequence <= @maxSequence
         ${filter === undefined ? "" : `AND ${filter.sql} IS NOT 0`}
       ORDER BY entries.time, entries.sequence LIMIT @pageRows`,
    )
    .raw(true);
  let time = from;
  let sequence = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = statement.all({ ...filter?.values, time, to, sequence, maxSequence, pageRows });
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    time = last[2];
    sequence = last[0];
  }
}
