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

/** An EntryRow of which only some columns were read. */
export type LeanRow = readonly [
  sequence: number,
  source: null,
  time: number,
  observedTime: number,
  kind: EntryKind | null,
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
  fields: string | null,
  raw: null,
];

/** In the order of EntryRow; `entries` joined with `sources`. */
export const ENTRY_COLUMNS = `entries.sequence, sources.name, entries.time, entries.observed_time,
  entries.kind, entries.status, entries.service, entries.client_id, entries.module, entries.pod,
  entries.trace_id, entries.request_id, entries.retry_after_seconds, entries.duration_ms,
  entries.field_list, entries.fields, entries.raw`;

/**
 * As ENTRY_COLUMNS, of `entries` alone, for those who look at some fields only: other columns are NULL, and so is JSON
 * that holds none of them. Most of what reading a row costs are its texts.
 */
export function leanColumns(
  wanted: ReadonlySet<FieldName>,
  lists: readonly { readonly id: number; readonly names: readonly FieldName[] }[],
): string {
  const column = (name: FieldName): string => (wanted.has(name) ? `entries.${name}` : "NULL");
  const packed = lists.filter(({ names }) => names.some((name) => wanted.has(name))).map(({ id }) => id);
  const known = lists.reduce((highest, { id }) => Math.max(highest, id), 0);
  // A list that came since may hold anything.
  const fields = `CASE WHEN entries.field_list > ${known} OR entries.field_list IN (${packed.join(", ")})
    THEN entries.fields END`;
  return `entries.sequence, NULL, entries.time, entries.observed_time, ${column("kind")},
    ${column("status")}, ${column("service")}, ${column("client_id")}, ${column("module")}, ${column("pod")},
    ${column("trace_id")}, ${column("request_id")}, ${column("retry_after_seconds")},
    ${column("duration_ms")}, entries.field_list, ${fields}, NULL`;
}

/** The same without raw line and source: an entry that has the fields that were asked for, and maybe others. */
export function leanEntry(row: LeanRow, namesOf: (id: number) => readonly FieldName[]): Entry {
  return entryOf(row, row[15] === null ? noNames : namesOf(row[14]));
}

const noNames: readonly FieldName[] = [];

/** The entry, equal to the one that was stored. `namesOf` gives the field names of a list. */
export function storedEntry(row: EntryRow, namesOf: (id: number) => readonly FieldName[]): StoredEntry {
  return { sequence: row[0], source: row[1], entry: entryOf(row, namesOf(row[14])), raw: row[16] };
}

function entryOf(row: EntryRow | LeanRow, names: readonly FieldName[]): Entry {
  const entry = createEntry("", row[3]);
  entry.format = undefined;
  entry.time = row[2];
  if (row[4] !== null) entry.kind = row[4];
  entry.status = row[5] ?? undefined;
  entry.service = row[6] ?? undefined;
  entry.client_id = row[7] ?? undefined;
  entry.module = row[8] ?? undefined;
  entry.pod = row[9] ?? undefined;
  entry.trace_id = row[10] ?? undefined;
  entry.request_id = row[11] ?? undefined;
  entry.retry_after_seconds = row[12] ?? undefined;
  entry.duration_ms = row[13] ?? undefined;
  if (row[15] !== null) fill(entry, names, row[15]);
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
