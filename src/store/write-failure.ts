import { SqliteError } from "better-sqlite3";

/**
 * Errors of a disk that takes nothing more: it is full, a quota or a limit on the size of files is reached. The
 * transaction was rolled back, and the same one may succeed once there is space.
 */
const NO_SPACE: ReadonlySet<string> = new Set(["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"]);

export function isNoSpace(error: unknown): boolean {
  return error instanceof SqliteError && NO_SPACE.has(error.code);
}
