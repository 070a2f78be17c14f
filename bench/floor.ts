import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { lineWork, type Work } from "./work.ts";

/**
 * What anybody would have to do: JSON.parse and a prepared insert of (time, source, line) with an index on time,
 * one transaction a chunk, WAL, synchronous NORMAL.
 */
export function floorWork(dir: string): Work<readonly string[]> {
  const db = new Sqlite(join(dir, "floor.db"));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.exec(
    "CREATE TABLE lines (time INTEGER, source TEXT, line TEXT); CREATE INDEX lines_by_time ON lines (time)",
  );
  const insert = db.prepare("INSERT INTO lines (time, source, line) VALUES (?, ?, ?)");
  const run = db.transaction((lines: readonly string[]) => {
    for (const line of lines) {
      const record: { readonly msec: number; readonly service: string } = JSON.parse(line);
      insert.run(Math.round(record.msec * 1000), record.service, line);
    }
  });
  return { ...lineWork(run), close: () => void db.close() };
}

/** The part of the floor that is not SQLite. */
export function jsonWork(): Work<readonly string[]> {
  return lineWork((lines) => {
    for (const line of lines) JSON.parse(line);
  });
}
