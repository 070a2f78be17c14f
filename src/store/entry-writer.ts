import type { Database } from "better-sqlite3";
import { lineHash } from "./line-identity.ts";
import type { PackedLine } from "./packed-lines.ts";
import { createPrunedLines } from "./pruned-lines.ts";

export interface NewEntry {
  readonly sequence: number;
  readonly sourceId: number;
  readonly fieldList: number;
  readonly line: PackedLine;
}

export interface EntryWriter {
  /** Stores the line as one more copy than there are. */
  readonly insertNew: (line: NewEntry) => void;
  /** Stores the line as its n-th copy; false where the store has that many. */
  readonly insertCopy: (line: NewEntry, n: number) => boolean;
  /** Whether the source has lines that do not say their time, or had some that were deleted. */
  readonly hasLinesWithoutTime: (sourceId: number) => boolean;
  /** Copies of the line that were stored without a time of their own, deleted ones included. */
  readonly copiesWithoutTime: (sourceId: number, raw: string) => number;
  /** Whether an entry at this log time is not kept any more. */
  readonly isBehindHorizon: (time: number) => boolean;
}

interface CopyRow {
  readonly copies: number | null;
}

const INSERT = `INSERT INTO entries (
    sequence, time, source_id, line_hash, copy, own_time, observed_time, kind, status, service, client_id,
    module, pod, trace_id, request_id, retry_after_seconds, duration_ms, field_list, fields, raw)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;

/** The statements that write rows of `entries`; each runs in the transaction of the caller. */
export function createEntryWriter(db: Database): EntryWriter {
  const insertRow = db.prepare(INSERT);
  const copiesAtTime = db.prepare<[number, number, number], CopyRow>(
    "SELECT max(copy) AS copies FROM entries WHERE time = ? AND line_hash = ? AND source_id = ?",
  );
  const copiesWithoutTime = db.prepare<[number, number], CopyRow>(
    "SELECT max(copy) AS copies FROM entries WHERE source_id = ? AND line_hash = ? AND own_time = 0",
  );
  const anyWithoutTime = db.prepare<[number, number]>(
    `SELECT 1 FROM entries WHERE source_id = ? AND own_time = 0
     UNION ALL SELECT 1 FROM pruned_lines WHERE source_id = ? AND readable = 1 LIMIT 1`,
  );

  function insert({ sequence, sourceId, fieldList, line }: NewEntry, copy: number): boolean {
    const result = insertRow.run(
      sequence,
      line.time,
      sourceId,
      lineHash(line.raw),
      copy,
      line.ownTime ? 1 : 0,
      line.observedTime,
      line.kind,
      line.status,
      line.service,
      line.clientId,
      line.module,
      line.pod,
      line.traceId,
      line.requestId,
      line.retryAfterSeconds,
      line.durationMs,
      fieldList,
      line.fields,
      line.raw,
    );
    return result.changes === 1;
  }

  const pruned = createPrunedLines(db);

  function copiesEver(sourceId: number, raw: string): number {
    const hash = lineHash(raw);
    return Math.max(copiesWithoutTime.get(sourceId, hash)?.copies ?? 0, pruned.copies(sourceId, hash, true));
  }

  function storedCopies({ sourceId, line }: NewEntry): number {
    if (!line.ownTime) return copiesEver(sourceId, line.raw);
    return copiesAtTime.get(line.time, lineHash(line.raw), sourceId)?.copies ?? 0;
  }

  return {
    insertNew(entry) {
      const { sourceId, line } = entry;
      // Most lines are the first of their kind, so the look-up waits for a conflict. Deleted copies cause none.
      let copy = line.ownTime ? 1 : 1 + pruned.copies(sourceId, lineHash(line.raw), true);
      while (!insert(entry, copy)) copy = Math.max(copy, storedCopies(entry)) + 1;
    },
    insertCopy: insert,
    hasLinesWithoutTime: (sourceId) => anyWithoutTime.get(sourceId, sourceId) !== undefined,
    copiesWithoutTime: copiesEver,
    isBehindHorizon: pruned.isBehindHorizon,
  };
}
