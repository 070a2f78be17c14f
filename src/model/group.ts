import type { Group } from "./alert.ts";
import { type Entry, FIELDS, type FieldName, type Json } from "./entry.ts";

type GroupValue = Group[string];

/** Reads one group_by name, a field or attributes.x, from an entry; undefined where the entry has none. */
export type GroupReader = (entry: Entry) => Exclude<GroupValue, null> | undefined;

export function groupReader(name: string): GroupReader {
  if (name.startsWith("attributes.")) {
    const key = name.slice("attributes.".length);
    return (entry) => scalar(entry.attributes?.[key]);
  }
  const field = fieldName(name);
  return field === undefined ? () => undefined : (entry) => scalar(entry[field]);
}

export function fieldName(name: string): FieldName | undefined {
  return Object.hasOwn(FIELDS, name) ? (name as FieldName) : undefined;
}

function scalar(value: Json | undefined): Exclude<GroupValue, null> | undefined {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    default:
      return undefined;
  }
}

/** The key of the one group of a rule without group_by, where there is no tenant. */
export const ungroupedKey = "-";

/** Entries with the same group_by values (and tenant), as a key for a map: equal groups give equal keys. */
export function groupKey(entry: Entry, readers: readonly GroupReader[]): string | number | boolean {
  const [only] = readers;
  if (readers.length === 1 && only !== undefined && entry.tenant === undefined) {
    const value = only(entry);
    // One short string is told apart from an absent value and from the joined keys by its type or first character.
    return typeof value === "string" ? `"${value}` : (value ?? "-");
  }
  let key = part(entry.tenant);
  for (const read of readers) key += part(read(entry));
  return key;
}

/** Length before value, so that no value can imitate the border between two. */
function part(value: Exclude<GroupValue, null> | undefined): string {
  if (value === undefined) return "-";
  const text = String(value);
  return `${(typeof value)[0]}${text.length}:${text}`;
}

/** The group as it is told: null where the entry has no value. */
export function groupOf(entry: Entry, names: readonly string[], readers: readonly GroupReader[]): Group {
  const group: Record<string, GroupValue> = {};
  names.forEach((name, place) => {
    group[name] = readers[place]?.(entry) ?? null;
  });
  return group;
}

/** True when the entry lacks every one of the values (and there is at least one to lack). */
export function lacksAll(entry: Entry, readers: readonly GroupReader[]): boolean {
  return readers.length > 0 && readers.every((read) => read(entry) === undefined);
}
