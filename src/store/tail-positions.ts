import type { Database } from "better-sqlite3";
import type { TailPosition } from "../ports/log-store.ts";

/** Kept for each path: the file that is written, and those renamed away since. */
const MAX_POSITIONS_PER_PATH = 16;

interface PositionRow {
  readonly path: string;
  readonly fingerprint: string;
  readonly fingerprint_bytes: number;
  readonly byte_offset: number;
}

export interface TailPositionStore {
  readonly save: (position: TailPosition) => void;
  /** Newest first. */
  readonly of: (path: string) => readonly TailPosition[];
}

export function createTailPositionStore(db: Database): TailPositionStore {
  const drop = db.prepare<[string, string, number]>(
    "DELETE FROM tail_positions WHERE path = ? AND fingerprint = ? AND fingerprint_bytes = ?",
  );
  const insert = db.prepare<[string, string, number, number]>(
    "INSERT INTO tail_positions (path, fingerprint, fingerprint_bytes, byte_offset) VALUES (?, ?, ?, ?)",
  );
  const dropOldest = db.prepare<[string, string]>(
    `DELETE FROM tail_positions WHERE path = ? AND id NOT IN (
       SELECT id FROM tail_positions WHERE path = ? ORDER BY id DESC LIMIT ${MAX_POSITIONS_PER_PATH})`,
  );
  const byPath = db.prepare<[string], PositionRow>(
    `SELECT path, fingerprint, fingerprint_bytes, byte_offset FROM tail_positions
     WHERE path = ? ORDER BY id DESC`,
  );
  return {
    save({ path, fingerprint, fingerprintBytes, offset }) {
      // Deleted and inserted, so that the id says which was saved last.
      drop.run(path, fingerprint, fingerprintBytes);
      insert.run(path, fingerprint, fingerprintBytes, offset);
      dropOldest.run(path, path);
    },
    of: (path) =>
      byPath.all(path).map((row) => ({
        path: row.path,
        fingerprint: row.fingerprint,
        fingerprintBytes: row.fingerprint_bytes,
        offset: row.byte_offset,
      })),
  };
}
