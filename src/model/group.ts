import type { Group } from "./alert.ts";
import { type Entry, FIELDS, type FieldName, type Json } from "./entry.ts";
import { fieldReader } from "./field-reader.ts";

type GroupValue = Group[string];

/** Reads one group_by name, a field or attributes.x, from an entry; undefined where the entry has none. */
export type GroupReader = (entry: Entry) => Exclude<GroupValue, null> | undefined;

export function groupReader(name: string): GroupReader {
  if (name.startsWith("attributes.")) {
    const key = name.slice("attributes.".length);
    return (entry) => scalar(entry.attributes?.[key]);
  }
  const field = fieldName(name);
  if (field === undefined) return () => undefined;
  const read: (entry: Entry) => Json | undefined = fieldReader(field);
  return (entry) => scalar(read(entry));
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

/** True when the entry lacks every one of the values (and there is at least one to lack). */
export function lacksAll(entry: Entry, readers: readonly GroupReader[]): boolean {
  return readers.length > 0 && readers.every((read) => read(entry) === undefined);
}
