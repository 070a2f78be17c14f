import { join } from "node:path";
import Sqlite from "better-sqlite3";

interface Extent {
  readonly entries: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Fills a stopped store up to so many rows with copies of its own, before all of them and without their texts: the
 * depth of table and index is that of a long history, and making it takes seconds.
 */
export function fillHistory(dir: string, rows: number): void {
  const db = new Sqlite(join(dir, "entries.db"));
  db.pragma("synchronous = OFF");
  const { entries, from, to } = db
    .prepare<[], Extent>('SELECT count(*) AS entries, min(time) AS "from", max(time) AS "to" FROM entries')
    .get() ?? { entries: 0, from: 0, to: 0 };
  const copy = db.prepare<[number, number, number, number]>(
    `INSERT INTO entries
     SELECT sequence - ?, time - ?, source_id, line_hash, copy, own_time, observed_time, kind, status, service,
       client_id, module, pod, trace_id, request_id, retry_after_seconds, duration_ms, ?, '[]', ''
     FROM entries WHERE sequence > 0 ORDER BY time LIMIT ?`,
  );
  const noFields = db
    .prepare<[string]>("INSERT INTO field_lists (names) VALUES (?)")
    .run("[]").lastInsertRowid;
  for (let round = 1; round * entries < rows; round++) {
    const wanted = Math.min(entries, rows - round * entries);
    copy.run(round * entries, round * (to - from + 1), Number(noFields), wanted);
  }
  db.prepare<[number]>("UPDATE sources SET entries = ?").run(rows);
  db.close();
}
