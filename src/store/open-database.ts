import { chmodSync, existsSync } from "node:fs";
import Sqlite, { type Database } from "better-sqlite3";
import { DataMissing } from "./data-errors.ts";
import { type DatabaseKind, migrate, requireMigrated } from "./migrate.ts";

/** What an acknowledgement survives: `kill -9` of the program, or a loss of power as well. */
export type Durability = "normal" | "full";

/** Nobody but the owner may read log lines. */
const FILE_MODE = 0o600;

/** Another connection of ours holds the write lock for one transaction; longer waits are a fault. */
const MAX_WAIT_MS = 10_000;

/**
 * Large pages make batches cheaper: of the floor's CPU time, 5,000 lines a batch took 2.2 at 4 KiB, 1.6 at
 * 8 KiB, 1.42 at 16 KiB, 1.33 at 32 KiB, and no less at 64 KiB.
 */
const ENTRIES_PAGE_BYTES = 32_768;

/** WAL between checkpoints, so that the pages that each batch touches are copied back less often. */
export const ENTRIES_CHECKPOINT_BYTES = 32 * 1024 * 1024;

/** A WAL that a slow reader made grow is cut back to this after the next checkpoint. */
const MAX_WAL_BYTES = 64 * 1024 * 1024;

const ENTRIES_CACHE_KIB = 16 * 1024;

/** Opens for writing: creates and migrates. Throws DataNewerThanProgram, or the error of SQLite. */
export function openForWriting(file: string, kind: DatabaseKind, durability: Durability): Database {
  const isNew = !existsSync(file);
  const db = new Sqlite(file, { timeout: MAX_WAIT_MS });
  try {
    // The directory may have been made by others, and open to them; WAL and index take the same mode.
    if (isNew) chmodSync(file, FILE_MODE);
    // Only heeded while the file is empty.
    if (kind === "entries") db.pragma(`page_size = ${ENTRIES_PAGE_BYTES}`);
    db.pragma("journal_mode = WAL");
    db.pragma(`synchronous = ${durability}`);
    db.pragma(`journal_size_limit = ${MAX_WAL_BYTES}`);
    if (kind === "entries") {
      db.pragma(`wal_autocheckpoint = ${ENTRIES_CHECKPOINT_BYTES / ENTRIES_PAGE_BYTES}`);
      db.pragma(`cache_size = -${ENTRIES_CACHE_KIB}`);
    }
    migrate(db, kind);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens for reading, beside a program that writes or without one. Throws the errors of data-errors. */
export function openForReading(file: string, kind: DatabaseKind): Database {
  if (!existsSync(file)) throw new DataMissing(file);
  const db = new Sqlite(file, { readonly: true, timeout: MAX_WAIT_MS });
  try {
    requireMigrated(db, kind);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
