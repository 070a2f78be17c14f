import type { Entry } from "../model/entry.ts";
import { fieldValues, JSON_FIELDS } from "./entry-fields.ts";

/**
 * Beyond this many different lists the entries use the list of all fields, with null for an absent one: larger,
 * but right. A format has about ten lists.
 */
const MAX_FIELD_LISTS = 4096;

/** Bits of the first mask; the second holds the rest. Both stay small integers, which are quick map keys. */
const MASK_BITS = 30;

export interface PackedFields {
  /** Names of the fields, a JSON array; one text for each list. */
  readonly names: string;
  /** JSON array of their values. */
  readonly fields: string;
}

/** Splits entries into a list of field names and the values. */
export interface FieldPacker {
  readonly pack: (entry: Entry) => PackedFields;
}

const ALL_NAMES = JSON.stringify(JSON_FIELDS);

export function createFieldPacker(maxLists = MAX_FIELD_LISTS): FieldPacker {
  const lists = new Map<number, Map<number, string>>();
  let known = 0;

  function namesOf(low: number, high: number, values: ReturnType<typeof fieldValues>): string | undefined {
    const names = lists.get(high)?.get(low);
    if (names !== undefined) return names;
    if (known >= maxLists) return undefined;
    const fresh = JSON.stringify(JSON_FIELDS.filter((_, i) => values[i] !== undefined));
    const byLow = lists.get(high) ?? new Map<number, string>();
    lists.set(high, byLow.set(low, fresh));
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
      const names = namesOf(low, high, values);
      if (names !== undefined) return { names, fields: JSON.stringify(present) };
      return { names: ALL_NAMES, fields: JSON.stringify(values) };
    },
  };
}
