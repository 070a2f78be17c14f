import type { Entry, EntryDraft } from "../../model/entry.ts";
import type { JsonObject } from "../format.ts";
import { entryFromRecord } from "../generic-json.ts";
import { SAID_FIELDS, type Said } from "./wrapper.ts";

/** Labels and the like: what they name of an entry's fields, by the names that JSON logs use; the rest are attributes. */
export function saidByRecord(record: JsonObject): Said {
  // Only names matter here; times of labels are not the line's.
  const entry = entryFromRecord(record, 0);
  const fields: Partial<Record<keyof EntryDraft, unknown>> = {};
  for (const name of SAID_FIELDS) if (entry[name] !== undefined) fields[name] = entry[name];
  // Each value comes from the field of the same name.
  const said = fields as Partial<Entry>;
  return { fields: said, ...(entry.attributes === undefined ? {} : { attributes: entry.attributes }) };
}
