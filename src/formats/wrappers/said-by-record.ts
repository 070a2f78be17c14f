import type { Entry } from "../../model/entry.ts";
import type { JsonObject } from "../format.ts";
import { entryFromRecord } from "../generic-json.ts";
import { isSaidField, type Said } from "./wrapper.ts";

/** Labels and the like: what they name of an entry's fields, by the names that JSON logs use; the rest are attributes. */
export function saidByRecord(record: JsonObject): Said {
  // Only names matter here; times of labels are not the line's.
  return saidByEntry(entryFromRecord(record, 0));
}

/** All that an entry says of where it comes from, for a line within it. */
export function saidByEntry({ attributes, ...entry }: Entry): Said {
  const given = Object.entries(entry).filter(([name, value]) => value !== undefined && isSaidField(name));
  // Each value comes from the field of the same name.
  const fields = Object.fromEntries(given) as Partial<Entry>;
  return { fields, ...(attributes === undefined ? {} : { attributes }) };
}
