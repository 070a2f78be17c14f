import type { Database } from "better-sqlite3";
import type { LateWaiting } from "../ports/state-store.ts";

/** Replaces what is on record of late entries that wait. */
export function createLateWriter(db: Database): (waiting: readonly LateWaiting[]) => void {
  const clear = db.prepare("DELETE FROM late_waiting");
  const insert = db.prepare<[string, number, number]>(
    "INSERT INTO late_waiting (rule, from_time, late_ms) VALUES (?, ?, ?)",
  );
  return (waiting) => {
    clear.run();
    for (const { rule, fromTime, lateMs } of waiting) insert.run(rule, fromTime, lateMs);
  };
}

export function createLateReader(db: Database): () => readonly LateWaiting[] {
  const all = db.prepare<[], LateWaiting>(
    "SELECT rule, from_time AS fromTime, late_ms AS lateMs FROM late_waiting ORDER BY rule",
  );
  return () => all.all();
}
