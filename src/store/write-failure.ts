import { SqliteError } from "better-sqlite3";

/**
 * Errors of a disk that takes nothing more: it is full, a quota or a limit on the size of files is reached. The
 * transaction was rolled back, and the same one may succeed once there is space.
 */
const NO_SPACE: ReadonlySet<string> = new Set(["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"]);

export function isNoSpace(error: unknown): boolean {
  return error instanceof SqliteError && NO_SPACE.has(error.code);
}

/** An error on its way to another thread, where copies of errors lose what they have beyond their text. */
export interface PlainFailure {
  readonly message: string;
  /** SQLite's code; absent for other errors. */
  readonly code?: string;
}

export function plainFailure(error: unknown): PlainFailure {
  if (error instanceof SqliteError) return { message: error.message, code: error.code };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function failureOf({ message, code }: PlainFailure): Error {
  return code === undefined ? new Error(message) : new SqliteError(message, code);
}
