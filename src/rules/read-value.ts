import type { Entry, FieldName, Json } from "../model/entry.ts";
import type { Reading } from "./checked-expression.ts";

export type Scalar = number | string | boolean;

/** What a value node gives: undefined where the entry has none, null where it could not be evaluated. */
export type Value = Scalar | readonly Json[] | { readonly [key: string]: Json } | undefined | null;

/** The second argument is the variable of the exists or all around it. */
export type ValueOf = (entry: Entry, item: Value) => Value;

export function compileReading(reading: Reading): ValueOf {
  switch (reading.op) {
    case "field": {
      const { name } = reading;
      return (entry) => entry[name];
    }
    case "element":
      return readElement(reading.list, reading.index);
    case "attribute":
      return readAttribute(reading.path);
  }
}

function readElement(name: FieldName, index: number): ValueOf {
  return (entry) => {
    const list = entry[name];
    return Array.isArray(list) ? list[index] : undefined;
  };
}

/** JSON's null counts as absent; so does a step into something that has no such part. */
function readAttribute(path: readonly (string | number)[]): ValueOf {
  const [first] = path;
  if (path.length === 1 && typeof first === "string") {
    return (entry) => {
      const { attributes } = entry;
      if (attributes === undefined || !Object.hasOwn(attributes, first)) return undefined;
      return attributes[first] ?? undefined;
    };
  }
  return (entry) => {
    let value: Json | undefined = entry.attributes;
    for (const step of path) {
      if (value === undefined) return undefined;
      value = readStep(value, step);
    }
    return value ?? undefined;
  };
}

function readStep(value: Json, step: string | number): Json | undefined {
  if (isList(value)) return typeof step === "number" ? value[step] : undefined;
  if (value === null || typeof value !== "object") return undefined;
  // Own parts only: a log may well have a key called constructor, and then it is its own.
  return Object.hasOwn(value, step) ? value[step] : undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
