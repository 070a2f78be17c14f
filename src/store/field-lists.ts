import type { Database } from "better-sqlite3";
import type { Entry, FieldName } from "../model/entry.ts";
import { fieldValues, JSON_FIELDS } from "./entry-fields.ts";

/**
 * Beyond this many different lists the entries use the list of all fields, with null for an absent one: larger,
 * but right. A format has about ten lists.
 */
const MAX_FIELD_LISTS = 4096;

/** Bits of the first mask; the second holds the rest. Both stay small integers, which are quick map keys. */
const MASK_BITS = 30;

export interface PackedFields {
  readonly fieldList: number;
  /** JSON array of the values that the list names. */
  readonly fields: string;
}

export interface FieldListWriter {
  readonly pack: (entry: Entry) => PackedFields;
  /** After a rollback: what was interned in the transaction is gone. */
  readonly forget: () => void;
}

interface ListRow {
  readonly id: number;
  readonly names: string;
}

/** Splits entries into an interned list of field names and the values, inside the transaction of the caller. */
export function createFieldListWriter(db: Database, maxLists = MAX_FIELD_LISTS): FieldListWriter {
  const find = db.prepare<[string], ListRow>("SELECT id, names FROM field_lists WHERE names = ?");
  const insert = db.prepare<[string]>("INSERT INTO field_lists (names) VALUES (?)");
  const ids = new Map<number, Map<number, number>>();
  let known = 0;

  function intern(names: readonly FieldName[]): number {
    const text = JSON.stringify(names);
    const row = find.get(text);
    return row === undefined ? Number(insert.run(text).lastInsertRowid) : row.id;
  }

  function listId(low: number, high: number, values: ReturnType<typeof fieldValues>): number | undefined {
    const id = ids.get(high)?.get(low);
    if (id !== undefined) return id;
    if (known >= maxLists) return undefined;
    const fresh = intern(JSON_FIELDS.filter((_, i) => values[i] !== undefined));
    const byLow = ids.get(high) ?? new Map<number, number>();
    ids.set(high, byLow.set(low, fresh));
    known += 1;
    return fresh;
  }

  return {
    pack(entry) {
      const values = fieldValues(entry);
      const present: unknown[] = [];
      let low = 0;
      let high = 0;
      for (let i = 0; i < values.length; i += 1) {
        const value = values[i];
        if (value === undefined) continue;
        present.push(value);
        if (i < MASK_BITS) low |= 1 << i;
        else high |= 1 << (i - MASK_BITS);
      }
      const fieldList = listId(low, high, values);
      if (fieldList !== undefined) return { fieldList, fields: JSON.stringify(present) };
      return { fieldList: intern(JSON_FIELDS), fields: JSON.stringify(values) };
    },
    forget() {
      ids.clear();
      known = 0;
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
    // Row mapper: only createFieldListWriter writes this text.
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
