import type { Database } from "better-sqlite3";

/**
 * Lines that were deleted and have no time of their own. Those that have one are told by the horizon: everything at
 * or before it was deleted, or would be at once.
 */
export interface PrunedLines {
  /** Whether an entry at this log time is not kept any more. */
  readonly isBehindHorizon: (time: number) => boolean;
  /** Copies of the line that were deleted; readable: it was an entry. */
  readonly copies: (sourceId: number, hash: number, readable: boolean) => number;
  readonly add: (line: PrunedLine, now: number) => void;
  /** Never moves back. */
  readonly moveHorizon: (time: number) => void;
  readonly forget: (prunedAtOrBefore: number) => void;
}

export interface PrunedLine {
  readonly sourceId: number;
  readonly hash: number;
  readonly readable: boolean;
  readonly copy: number;
}

/** Deleted lines that are remembered; beyond it the oldest are forgotten first. 30 bytes each. */
export const maxPrunedLines = 2_000_000;

export function createPrunedLines(db: Database): PrunedLines {
  const find = db.prepare<[number, number, number], { readonly copies: number }>(
    "SELECT copies FROM pruned_lines WHERE source_id = ? AND line_hash = ? AND readable = ?",
  );
  const upsert = db.prepare<[number, number, number, number, number]>(
    `INSERT INTO pruned_lines (source_id, line_hash, readable, copies, pruned_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET copies = max(copies, excluded.copies), pruned_at = excluded.pruned_at`,
  );
  const horizon = db.prepare<[], { readonly time: number }>("SELECT time FROM horizon");
  const move = db.prepare<[number]>(
    `INSERT INTO horizon (id, time) VALUES (1, ?)
     ON CONFLICT DO UPDATE SET time = max(time, excluded.time)`,
  );
  const drop = db.prepare<[number]>("DELETE FROM pruned_lines WHERE pruned_at <= ?");
  const oldestKept = db.prepare<[], { readonly pruned_at: number }>(
    `SELECT pruned_at FROM pruned_lines ORDER BY pruned_at DESC LIMIT 1 OFFSET ${maxPrunedLines}`,
  );
  return {
    isBehindHorizon: (time) => time <= (horizon.get()?.time ?? Number.NEGATIVE_INFINITY),
    copies: (sourceId, hash, readable) => find.get(sourceId, hash, readable ? 1 : 0)?.copies ?? 0,
    add: ({ sourceId, hash, readable, copy }, now) => {
      upsert.run(sourceId, hash, readable ? 1 : 0, copy, now);
    },
    moveHorizon(time) {
      if (Number.isFinite(time)) move.run(time);
    },
    forget(prunedAtOrBefore) {
      const overfull = oldestKept.get()?.pruned_at ?? Number.NEGATIVE_INFINITY;
      const to = Math.max(prunedAtOrBefore, overfull);
      if (Number.isFinite(to)) drop.run(to);
    },
  };
}
