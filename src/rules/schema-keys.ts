import { z } from "zod";
import type { Path } from "./yaml-document.ts";

/** The keys that a schema knows at a path, for "did you mean" and for the test of the docs. */
export function schemaKeysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const [step, ...rest] = path;
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(bare.shape);
    const next = bare.shape[step];
    return next === undefined ? [] : schemaKeysAt(next, rest);
  }
  if (bare instanceof z.ZodArray && step !== undefined) return schemaKeysAt(bare.element, rest);
  if (bare instanceof z.ZodUnion) return bare.options.flatMap((option) => schemaKeysAt(option, path));
  return [];
}

/** Every key of a schema, nested ones joined by dots; of one that holds itself, the first round. */
export function allSchemaKeys(schema: z.core.$ZodType, prefix = ""): readonly string[] {
  return keysBelow(schema, prefix, new Set());
}

function keysBelow(schema: z.core.$ZodType, prefix: string, above: ReadonlySet<unknown>): readonly string[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) {
    if (above.has(bare)) return [];
    const inside = new Set([...above, bare]);
    return Object.entries(bare.shape).flatMap(([key, inner]) => [
      `${prefix}${key}`,
      ...keysBelow(inner, `${prefix}${key}.`, inside),
    ]);
  }
  if (bare instanceof z.ZodArray) return keysBelow(bare.element, prefix, above);
  if (bare instanceof z.ZodUnion) return bare.options.flatMap((option) => keysBelow(option, prefix, above));
  return [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return schema;
}
