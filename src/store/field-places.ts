import { FIELDS, type FieldName, type FieldType } from "../model/entry.ts";
import type { Literal, Reading } from "../rules/checked-expression.ts";

/** Columns of `entries`; the JSON column holds all other fields. */
const COLUMNS: ReadonlySet<FieldName> = new Set([
  "time",
  "observed_time",
  "kind",
  "status",
  "service",
  "client_id",
  "module",
  "pod",
  "trace_id",
  "request_id",
  "retry_after_seconds",
  "duration_ms",
]);

/** Where a field stands in the rows of one field list. */
export type FieldPlace =
  | { readonly in: "column"; readonly sql: string; readonly type: FieldType }
  /** A path into the column `fields`, as an SQL literal; the value there may be JSON's null. */
  | { readonly in: "json"; readonly path: string; readonly type: FieldType }
  | { readonly in: "nowhere" };

/** `names`: the field list, in the order of the values. */
export function fieldPlace(name: FieldName, names: readonly FieldName[]): FieldPlace {
  const { type } = FIELDS[name];
  const index = names.indexOf(name);
  // A text that no column can hold stands in JSON.
  if (index >= 0) return { in: "json", path: `'$[${index}]'`, type };
  return COLUMNS.has(name) ? { in: "column", sql: `entries.${name}`, type } : { in: "nowhere" };
}

/** Keys that need no care in a JSON path; others are left to the closure. */
const PLAIN_KEY = /^[A-Za-z0-9_ .:@/-]+$/;

/** The path of an attribute below `attributes`, or of one value of a list; undefined where SQL cannot say it. */
export function partPath(reading: Reading, place: FieldPlace): string | undefined {
  if (place.in !== "json") return undefined;
  const root = place.path.slice(1, -1);
  if (reading.op === "element") return `'${root}[${reading.index}]'`;
  if (reading.op !== "attribute") return undefined;
  // [0] also finds the key "0" of an object, which a path of SQLite's does not.
  const plain = reading.path.every((step) => typeof step === "string" && PLAIN_KEY.test(step));
  return plain ? `'${root}${reading.path.map((step) => `."${step}"`).join("")}'` : undefined;
}

/** Parameters of one statement; the same literal is the same parameter, so that equal meanings are equal SQL. */
export interface SqlLiterals {
  /** Undefined where SQLite cannot hold it: a text with half a surrogate pair. */
  readonly name: (value: Literal) => string | undefined;
  readonly values: () => Readonly<Record<string, number | string>>;
}

export function createSqlLiterals(): SqlLiterals {
  const names = new Map<Literal, string>();
  return {
    name(value) {
      if (typeof value === "string" && !value.isWellFormed()) return undefined;
      const name = names.get(value) ?? `@p${names.size}`;
      names.set(value, name);
      return name;
    },
    values: () => Object.fromEntries([...names].map(([value, name]) => [name.slice(1), plain(value)])),
  };
}

function plain(value: Literal): number | string {
  return typeof value === "boolean" ? Number(value) : value;
}
