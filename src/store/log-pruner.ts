import type { Database } from "better-sqlite3";
import type { LogPruner, PruneLimits } from "../ports/log-pruner.ts";
import { createPrunedLines, type PrunedLines } from "./pruned-lines.ts";

/** Rows are arrays: half the time of objects. */
type DeletedEntry = readonly [sourceId: number, hash: number, copy: number, ownTime: number];

interface DeletedLine {
  readonly source_id: number;
  readonly line_hash: number;
  readonly copy: number;
  readonly format: string;
  readonly reason: string;
}

/** The LogPruner over the connection that writes entries. An error of SQLite leaves the store as it was. */
export function createLogPruner(db: Database): LogPruner {
  const remembered = createPrunedLines(db);
  const deleteEntries = createEntryDeletion(db, remembered);
  const deleteLines = createLineDeletion(db, remembered);
  const prune = db.transaction((limits: PruneLimits, maxRows: number, now: number) => {
    // Before the first row goes, so that half of what lies behind it is never read again as new.
    remembered.moveHorizon(limits.entriesTo);
    const entries = deleteEntries(limits.entriesTo, maxRows, now);
    const unparsable = deleteLines(limits.linesTo, maxRows - entries, now);
    return { entries, unparsable, done: entries + unparsable < maxRows };
  });
  return {
    usedBytes: () => pagesInUse(db) * numberOf(db, "page_size"),
    oldestShare: createOldestShare(db),
    prune: prune.immediate,
    forget: remembered.forget,
  };
}

function pagesInUse(db: Database): number {
  return numberOf(db, "page_count") - numberOf(db, "freelist_count");
}

function numberOf(db: Database, pragma: string): number {
  return Number(db.pragma(pragma, { simple: true }));
}

function createEntryDeletion(
  db: Database,
  remembered: PrunedLines,
): (to: number, maxRows: number, now: number) => number {
  const remove = db
    .prepare<[number, number], DeletedEntry>(
      `DELETE FROM entries WHERE sequence IN (SELECT sequence FROM entries WHERE time <= ? ORDER BY time LIMIT ?)
       RETURNING source_id, line_hash, copy, own_time`,
    )
    .raw(true);
  const subtract = db.prepare<[number, number, number]>(
    "UPDATE sources SET entries = entries - ?, pruned_entries = pruned_entries + ? WHERE id = ?",
  );
  return (to, maxRows, now) => {
    if (!Number.isFinite(to)) return 0;
    const rows = remove.all(to, maxRows);
    const bySource = new Map<number, number>();
    for (const [sourceId, hash, copy, ownTime] of rows) {
      bySource.set(sourceId, (bySource.get(sourceId) ?? 0) + 1);
      if (ownTime === 0) remembered.add({ sourceId, hash, copy, readable: true }, now);
    }
    for (const [sourceId, count] of bySource) subtract.run(count, count, sourceId);
    return rows.length;
  };
}

function createLineDeletion(
  db: Database,
  remembered: PrunedLines,
): (to: number, maxRows: number, now: number) => number {
  const remove = db.prepare<[number, number], DeletedLine>(
    `DELETE FROM unparsable_lines
     WHERE id IN (SELECT id FROM unparsable_lines WHERE observed_time <= ? ORDER BY observed_time LIMIT ?)
     RETURNING source_id, line_hash, copy, format, reason`,
  );
  const subtract = db.prepare<[number]>("UPDATE sources SET unparsable = unparsable - 1 WHERE id = ?");
  const count = db.prepare<[number, string, string]>(
    `UPDATE unparsable_kinds SET stored = stored - 1, pruned = pruned + 1
     WHERE source_id = ? AND format = ? AND reason = ?`,
  );
  return (to, maxRows, now) => {
    if (!Number.isFinite(to) || maxRows <= 0) return 0;
    const rows = remove.all(to, maxRows);
    for (const { source_id: sourceId, line_hash: hash, copy, format, reason } of rows) {
      remembered.add({ sourceId, hash, copy, readable: false }, now);
      subtract.run(sourceId);
      count.run(sourceId, format, reason);
    }
    return rows.length;
  };
}

interface Extent {
  readonly first: number | null;
  readonly last: number | null;
}

/** Looks at two ends and one row in between, however many there are. */
function createOldestShare(db: Database): LogPruner["oldestShare"] {
  const entries = db.prepare<[], Extent>(
    "SELECT (SELECT min(sequence) FROM entries) AS first, (SELECT max(sequence) FROM entries) AS last",
  );
  const entryAt = db.prepare<[number], { readonly at: number }>(
    "SELECT time AS at FROM entries WHERE sequence >= ? ORDER BY sequence LIMIT 1",
  );
  const lines = db.prepare<[], Extent>(
    "SELECT (SELECT min(id) FROM unparsable_lines) AS first, (SELECT max(id) FROM unparsable_lines) AS last",
  );
  const lineAt = db.prepare<[number], { readonly at: number }>(
    "SELECT observed_time AS at FROM unparsable_lines WHERE id >= ? ORDER BY id LIMIT 1",
  );
  const placed = (extent: Extent | undefined, share: number): number | undefined => {
    if (extent === undefined || extent.first === null || extent.last === null) return undefined;
    return Math.floor(extent.first + (extent.last - extent.first) * share);
  };
  return (share) => {
    const entry = placed(entries.get(), share);
    const line = placed(lines.get(), share);
    return {
      entriesTo: (entry === undefined ? undefined : entryAt.get(entry)?.at) ?? Number.NEGATIVE_INFINITY,
      linesTo: (line === undefined ? undefined : lineAt.get(line)?.at) ?? Number.NEGATIVE_INFINITY,
    };
  };
}
