import type { Database } from "better-sqlite3";
import type { FieldName } from "../model/entry.ts";

export interface FieldListWriter {
  /** The id of a list of names, as createFieldPacker wrote it; inside the transaction of the caller. */
  readonly id: (names: string) => number;
  /** After a rollback: what was interned in the transaction is gone. */
  readonly forget: () => void;
}

interface ListRow {
  readonly id: number;
  readonly names: string;
}

export function createFieldListWriter(db: Database): FieldListWriter {
  const find = db.prepare<[string], ListRow>("SELECT id, names FROM field_lists WHERE names = ?");
  const insert = db.prepare<[string]>("INSERT INTO field_lists (names) VALUES (?)");
  const ids = new Map<string, number>();
  return {
    id(names) {
      const known = ids.get(names);
      if (known !== undefined) return known;
      const id = find.get(names)?.id ?? Number(insert.run(names).lastInsertRowid);
      ids.set(names, id);
      return id;
    },
    forget() {
      ids.clear();
    },
  };
}

/** Names of a list by its id; lists never change, so each is read once. */
export function createFieldListReader(db: Database): (id: number) => readonly FieldName[] {
  const byId = db.prepare<[number], ListRow>("SELECT id, names FROM field_lists WHERE id = ?");
  const known = new Map<number, readonly FieldName[]>();
  return (id) => {
    const names = known.get(id);
    if (names !== undefined) return names;
    const row = byId.get(id);
    if (row === undefined) throw new Error(`entries.db is damaged: field list ${id} is missing`);
    // Row mapper: only createFieldPacker writes this text.
    const read = JSON.parse(row.names) as readonly FieldName[];
    known.set(id, read);
    return read;
  };
}

/** All lists that entries have, the oldest first. */
export function readFieldLists(
  db: Database,
): readonly { readonly id: number; readonly names: readonly FieldName[] }[] {
  return (
    db
      .prepare<[], ListRow>("SELECT id, names FROM field_lists ORDER BY id")
      .all()
      // Row mapper: only createFieldListWriter writes this text.
      .map(({ id, names }) => ({ id, names: JSON.parse(names) as readonly FieldName[] }))
  );
}
