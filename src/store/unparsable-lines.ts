import type { Database } from "better-sqlite3";
import type { UnparsableLine } from "../ports/log-store.ts";
import { lineHash } from "./line-identity.ts";

export interface UnparsableWriter {
  /** Stores the line as one more copy than there are. */
  readonly insertNew: (sourceId: number, observedTime: number, line: UnparsableLine) => void;
  /** Stores the line as its n-th copy; false where the store has that many. */
  readonly insertCopy: (sourceId: number, observedTime: number, line: UnparsableLine, n: number) => boolean;
}

/** Unparsable lines of one source that fail for one reason. */
export interface UnparsableCount {
  readonly source: string;
  readonly format: string;
  readonly reason: string;
  readonly lines: number;
  /** The newest of them, verbatim. */
  readonly example: string;
}

interface CopyRow {
  readonly copies: number | null;
}

export function createUnparsableWriter(db: Database): UnparsableWriter {
  const insertRow = db.prepare<[number, number, number, number, string, string, string]>(
    `INSERT INTO unparsable_lines (source_id, line_hash, copy, observed_time, format, reason, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (source_id, line_hash, copy) DO NOTHING`,
  );
  const copies = db.prepare<[number, number], CopyRow>(
    "SELECT max(copy) AS copies FROM unparsable_lines WHERE source_id = ? AND line_hash = ?",
  );

  function insertCopy(sourceId: number, observedTime: number, line: UnparsableLine, n: number): boolean {
    const { format, reason, raw } = line;
    return insertRow.run(sourceId, lineHash(raw), n, observedTime, format, reason, raw).changes === 1;
  }

  return {
    insertCopy,
    insertNew(sourceId, observedTime, line) {
      if (insertCopy(sourceId, observedTime, line, 1)) return;
      const stored = copies.get(sourceId, lineHash(line.raw))?.copies ?? 0;
      insertCopy(sourceId, observedTime, line, stored + 1);
    },
  };
}

/** What could not be read, most frequent first. */
export function readUnparsableCounts(db: Database): readonly UnparsableCount[] {
  return db
    .prepare<[], UnparsableCount>(
      `SELECT name AS source, format, reason, lines,
         (SELECT raw FROM unparsable_lines WHERE id = newest_id) AS example
       FROM (SELECT source_id, format, reason, count(*) AS lines, max(id) AS newest_id
             FROM unparsable_lines GROUP BY source_id, format, reason)
       JOIN sources ON sources.id = source_id
       ORDER BY lines DESC, source, format, reason`,
    )
    .all();
}
