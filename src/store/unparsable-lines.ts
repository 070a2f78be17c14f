import type { Database } from "better-sqlite3";
import type { UnparsableLine } from "../ports/log-store.ts";
import { lineHash } from "./line-identity.ts";
import { createPrunedLines } from "./pruned-lines.ts";

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
  /** Stored now. */
  readonly lines: number;
  /** Stored before, and deleted because of their age. */
  readonly pruned: number;
  /** The newest of them, verbatim; absent where all were deleted. */
  readonly example: string | null;
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
  const count = db.prepare<[number, string, string]>(
    `INSERT INTO unparsable_kinds (source_id, format, reason, stored) VALUES (?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET stored = stored + 1`,
  );
  const pruned = createPrunedLines(db);

  function insertCopy(sourceId: number, observedTime: number, line: UnparsableLine, n: number): boolean {
    const { format, reason, raw } = line;
    if (insertRow.run(sourceId, lineHash(raw), n, observedTime, format, reason, raw).changes === 0)
      return false;
    count.run(sourceId, format, reason);
    return true;
  }

  return {
    insertCopy(sourceId, observedTime, line, n) {
      if (n <= pruned.copies(sourceId, lineHash(line.raw), false)) return false;
      return insertCopy(sourceId, observedTime, line, n);
    },
    insertNew(sourceId, observedTime, line) {
      const hash = lineHash(line.raw);
      const gone = pruned.copies(sourceId, hash, false);
      if (insertCopy(sourceId, observedTime, line, gone + 1)) return;
      const stored = copies.get(sourceId, hash)?.copies ?? 0;
      insertCopy(sourceId, observedTime, line, stored + 1);
    },
  };
}

/** What could not be read, most frequent first. */
export function readUnparsableCounts(db: Database): readonly UnparsableCount[] {
  return db
    .prepare<[], UnparsableCount>(
      `SELECT name AS source, kinds.format, kinds.reason, kinds.stored AS lines, kinds.pruned,
         (SELECT raw FROM unparsable_lines WHERE id =
           (SELECT max(id) FROM unparsable_lines AS same
            WHERE same.source_id = kinds.source_id AND same.format = kinds.format AND same.reason = kinds.reason)
         ) AS example
       FROM unparsable_kinds AS kinds JOIN sources ON sources.id = kinds.source_id
       ORDER BY lines DESC, source, kinds.format, kinds.reason`,
    )
    .all();
}
