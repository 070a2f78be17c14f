import type { Database } from "better-sqlite3";
import { type Change, maxChangeAgeMs } from "../model/change.ts";

interface ChangeRow {
  readonly at: number;
  readonly service: string;
  readonly title: string;
  readonly url: string | null;
  readonly who: string | null;
}

/** Keeps a change; false where the same one is known. What is too old to be asked for goes. */
export function createChangeWriter(db: Database): (change: Change) => boolean {
  const insert = db.prepare<[number, string, string, string | undefined, string | undefined]>(
    "INSERT OR IGNORE INTO changes (at, service, title, url, who) VALUES (?, ?, ?, ?, ?)",
  );
  const forget = db.prepare<[number]>("DELETE FROM changes WHERE at < (SELECT max(at) FROM changes) - ?");
  const add = db.transaction(({ at, service = "", title, url, who }: Change): boolean => {
    const { changes } = insert.run(at, service, title, url, who);
    forget.run(maxChangeAgeMs);
    return changes > 0;
  });
  return add.immediate;
}

export interface ChangeReader {
  /** Of from < at <= to, the newest first, at most `limit`. */
  readonly between: (from: number, to: number, limit: number) => readonly Change[];
  /** Somebody has ever reported one: only then does none mean that nothing was changed. */
  readonly any: () => boolean;
}

export function createChangeReader(db: Database): ChangeReader {
  const between = db.prepare<[number, number, number], ChangeRow>(
    `SELECT at, service, title, url, who FROM changes WHERE at > ? AND at <= ? ORDER BY at DESC, id DESC LIMIT ?`,
  );
  const any = db.prepare<[], unknown>("SELECT 1 FROM changes LIMIT 1");
  return {
    between: (from, to, limit) => between.all(from, to, limit).map(changeOf),
    any: () => any.get() !== undefined,
  };
}

function changeOf({ at, service, title, url, who }: ChangeRow): Change {
  return {
    at,
    service: service === "" ? undefined : service,
    title,
    url: url ?? undefined,
    who: who ?? undefined,
  };
}
