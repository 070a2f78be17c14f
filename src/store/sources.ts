import type { Database } from "better-sqlite3";
import type { SourceCount } from "../ports/log-store.ts";

export interface SourceWriter {
  /** The id of a source, made when it is new. */
  readonly id: (name: string) => number;
  /** Adds to the counts of a source; `newest` is undefined where no entry was stored. */
  readonly count: (id: number, entries: number, unparsable: number, newest: number | undefined) => void;
  /** After a rollback: a source made in the transaction is gone. */
  readonly forget: () => void;
}

interface IdRow {
  readonly id: number;
}

interface CountRow {
  readonly name: string;
  readonly entries: number;
  readonly unparsable: number;
  readonly pruned_entries: number;
  readonly newest: number | null;
}

export function createSourceWriter(db: Database): SourceWriter {
  const find = db.prepare<[string], IdRow>("SELECT id FROM sources WHERE name = ?");
  const insert = db.prepare<[string]>("INSERT INTO sources (name) VALUES (?)");
  const add = db.prepare<[number, number, number | null, number | null, number]>(
    `UPDATE sources SET entries = entries + ?, unparsable = unparsable + ?,
       newest = max(coalesce(newest, ?), coalesce(?, newest))
     WHERE id = ?`,
  );
  const ids = new Map<string, number>();
  return {
    id(name) {
      const known = ids.get(name);
      if (known !== undefined) return known;
      const id = find.get(name)?.id ?? Number(insert.run(name).lastInsertRowid);
      ids.set(name, id);
      return id;
    },
    count(id, entries, unparsable, newest) {
      add.run(entries, unparsable, newest ?? null, newest ?? null, id);
    },
    forget() {
      ids.clear();
    },
  };
}

/** Entries and unparsable lines of each source, by name. */
export function readSourceCounts(db: Database): readonly SourceCount[] {
  return db
    .prepare<[], CountRow>(
      "SELECT name, entries, unparsable, pruned_entries, newest FROM sources ORDER BY name",
    )
    .all()
    .map(({ name, entries, unparsable, pruned_entries: pruned, newest }) => ({
      source: name,
      entries,
      unparsable,
      pruned,
      newest: newest ?? undefined,
    }));
}
