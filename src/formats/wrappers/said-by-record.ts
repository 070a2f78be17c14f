import type { Entry } from "../../model/entry.ts";
import type { JsonObject } from "../format.ts";
import { entryFromRecord } from "../generic-json.ts";
import { isSaidField, type Said } from "./wrapper.ts";

/** Labels and the like: what they name of an entry's fields, by the names that JSON logs use; the rest are attributes. */
export function saidByRecord(record: JsonObject): Said {
  // Only names matter here; times of labels are not the line's.
  const { attributes, ...entry } = entryFromRecord(record, 0);
  const given = Object.entries(entry).filter(([name, value]) => value !== undefined && isSaidField(name));
  // Each value comes from the field of the same name.
  const fields = Object.fromEntries(given) as Partial<Entry>;
  return { fields, ...(attributes === undefined ? {} : { attributes }) };
}
