import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite, { type Database, SqliteError } from "better-sqlite3";

/** Nobody but the owner may read log lines. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

/** The program that holds the directory, as it announced itself. */
export interface Daemon {
  readonly pid: number;
  /** http://127.0.0.1:PORT, where its API answers. */
  readonly address: string;
}

export interface DataDirectoryLock {
  /** Lets other commands find this process under the address. */
  readonly announce: (address: string) => void;
  readonly release: () => void;
}

/** Another process has the directory; `heldBy` is undefined where that one serves nothing. */
export interface DataDirectoryHeld {
  readonly heldBy: Daemon | undefined;
}

/**
 * Creates the directory and takes its exclusive lock: an open transaction in an SQLite file of its own. The
 * operating system drops it with the process, however that ends, so there is no stale lock to clear away.
 * Throws where the directory cannot be created or written.
 */
export function lockDataDirectory(dataDir: string): DataDirectoryLock | DataDirectoryHeld {
  mkdirSync(dataDir, { recursive: true, mode: DIRECTORY_MODE });
  const announcement = join(dataDir, "daemon.json");
  const db = takeLock(join(dataDir, "lock.db"));
  if (db === undefined) return { heldBy: readAnnouncement(announcement) };
  // One that was killed could not take its announcement back.
  rmSync(announcement, { force: true });
  return {
    announce(address) {
      writeAnnouncement(announcement, { pid: process.pid, address });
    },
    release() {
      if (!db.open) return;
      rmSync(announcement, { force: true });
      db.close();
    },
  };
}

/**
 * The daemon that announced itself, for those who only read. One that was killed cannot take its announcement
 * back, so its process is looked for.
 */
export function readDaemon(dataDir: string): Daemon | undefined {
  const daemon = readAnnouncement(join(dataDir, "daemon.json"));
  return daemon !== undefined && isAlive(daemon.pid) ? daemon : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // There, but somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Undefined where another process has it. */
function takeLock(file: string): Database | undefined {
  const db = new Sqlite(file, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db.close();
    if (error instanceof SqliteError && error.code.startsWith("SQLITE_BUSY")) return undefined;
    throw error;
  }
}

/** Renamed into place, so that nobody reads half of it. */
function writeAnnouncement(file: string, daemon: Daemon): void {
  const draft = `${file}.${daemon.pid}`;
  writeFileSync(draft, `${JSON.stringify(daemon)}\n`, { mode: FILE_MODE });
  renameSync(draft, file);
}

function readAnnouncement(file: string): Daemon | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const { pid, address } = parseObject(text);
  return typeof pid === "number" && typeof address === "string" ? { pid, address } : undefined;
}

function parseObject(text: string): { readonly pid?: unknown; readonly address?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
