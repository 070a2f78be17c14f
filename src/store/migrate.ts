import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Database } from "better-sqlite3";
import { DataNewerThanProgram, DataOlderThanProgram } from "./data-errors.ts";

/** The two files of a data directory, each with its own line of migrations. */
export type DatabaseKind = "entries" | "state";

/** From src/store and from dist/store alike, two levels up is the package. */
const MIGRATIONS = new URL("../../migrations/", import.meta.url);

const MIGRATION_NAME = /^(\d{4})_[a-z0-9-]+\.sql$/;

interface Migration {
  readonly number: number;
  readonly sql: string;
}

/** All migrations of one file, in order. Their numbers are 1, 2, 3 … without a hole. */
function readMigrations(kind: DatabaseKind): readonly Migration[] {
  const folder = new URL(`${kind}/`, MIGRATIONS);
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const number = MIGRATION_NAME.exec(name)?.[1];
      return number === undefined
        ? []
        : [{ number: Number(number), sql: readFileSync(new URL(name, folder), "utf8") }];
    });
}

/** SQLite keeps this number in the file's header, inside the transaction like everything else. */
function versionOf(db: Database): number {
  return Number(db.pragma("user_version", { simple: true }));
}

/**
 * Brings the file up to this program's version: each migration in one transaction that also records its
 * number. The number is read again under the write lock, so that programs starting together do it once.
 * Throws DataNewerThanProgram.
 */
export function migrate(db: Database, kind: DatabaseKind): void {
  const migrations = readMigrations(kind);
  refuseNewer(db, migrations);
  for (const { number, sql } of migrations) {
    if (versionOf(db) >= number) continue;
    db.transaction(() => {
      if (versionOf(db) >= number) return;
      db.exec(sql);
      db.pragma(`user_version = ${number}`);
    }).immediate();
  }
  refuseNewer(db, migrations);
}

/** For a connection that only reads. Throws DataNewerThanProgram or DataOlderThanProgram. */
export function requireMigrated(db: Database, kind: DatabaseKind): void {
  const migrations = readMigrations(kind);
  refuseNewer(db, migrations);
  const known = lastNumber(migrations);
  const found = versionOf(db);
  if (found < known) throw new DataOlderThanProgram(basename(db.name), found, known);
}

function refuseNewer(db: Database, migrations: readonly Migration[]): void {
  const known = lastNumber(migrations);
  const found = versionOf(db);
  if (found > known) throw new DataNewerThanProgram(basename(db.name), found, known);
}

function lastNumber(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.number ?? 0;
}
