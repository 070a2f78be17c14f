import {
  createEntry,
  type Entry,
  type EntryDraft,
  type EntryKind,
  type FieldName,
  type Json,
} from "../model/entry.ts";
import type { StoredEntry } from "../ports/log-store.ts";

/** Columns of an entry as `ENTRY_COLUMNS` selects them. Rows are arrays: half the time of objects. */
export type EntryRow = readonly [
  sequence: number,
  source: string,
  time: number,
  observedTime: number,
  kind: EntryKind,
  status: number | null,
  service: string | null,
  clientId: string | null,
  module: string | null,
  pod: string | null,
  traceId: string | null,
  requestId: string | null,
  retryAfterSeconds: number | null,
  durationMs: number | null,
  fieldList: number,
  fields: string,
  raw: string,
];

/** In the order of EntryRow; `entries` joined with `sources`. */
export const ENTRY_COLUMNS = `entries.sequence, sources.name, entries.time, entries.observed_time,
  entries.kind, entries.status, entries.service, entries.client_id, entries.module, entries.pod,
  entries.trace_id, entries.request_id, entries.retry_after_seconds, entries.duration_ms,
  entries.field_list, entries.fields, entries.raw`;

/** The entry, equal to the one that was stored. `namesOf` gives the field names of a list. */
export function storedEntry(row: EntryRow, namesOf: (id: number) => readonly FieldName[]): StoredEntry {
  return { sequence: row[0], source: row[1], entry: entryOf(row, namesOf(row[14])), raw: row[16] };
}

function entryOf(row: EntryRow, names: readonly FieldName[]): Entry {
  const entry = createEntry("", row[3]);
  entry.format = undefined;
  entry.time = row[2];
  entry.kind = row[4];
  entry.status = row[5] ?? undefined;
  entry.service = row[6] ?? undefined;
  entry.client_id = row[7] ?? undefined;
  entry.module = row[8] ?? undefined;
  entry.pod = row[9] ?? undefined;
  entry.trace_id = row[10] ?? undefined;
  entry.request_id = row[11] ?? undefined;
  entry.retry_after_seconds = row[12] ?? undefined;
  entry.duration_ms = row[13] ?? undefined;
  fill(entry, names, row[15]);
  if (entry.attributes !== undefined) entry.attributes = withoutPrototype(entry.attributes);
  return entry;
}

/** As the formats make attributes: a rule that asks for a key such as constructor finds only the record's own. */
function withoutPrototype(attributes: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const map: Record<string, Json> = Object.create(null);
  for (const [key, value] of Object.entries(attributes)) map[key] = value;
  return map;
}

function fill(entry: EntryDraft, names: readonly FieldName[], fields: string): void {
  // Row mapper: the values were written for these names by createFieldListWriter; null is an absent field of
  // the list of all fields.
  const values = JSON.parse(fields) as readonly (EntryDraft[FieldName] | null)[];
  const slots = entry as { [name in FieldName]: EntryDraft[FieldName] };
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i];
    const value = values[i];
    if (name !== undefined && value !== null && value !== undefined) slots[name] = value;
  }
}
