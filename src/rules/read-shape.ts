import type { z } from "zod";
import type { Diagnostic } from "../model/diagnostic.ts";
import { schemaDiagnostics } from "./schema-findings.ts";
import { schemaKeysAt } from "./schema-keys.ts";
import { type Path, valueAt, type YamlDocument } from "./yaml-document.ts";

/**
 * Reads the map at a path by a schema. Keys that are wrong are reported and left out, so that the others can
 * still be checked and one look shows everything.
 */
export function readShape<S extends z.ZodObject>(
  schema: S,
  document: YamlDocument,
  path: Path,
  area: string,
  diagnostics: Diagnostic[],
): Partial<z.output<S>> {
  const value = valueAt(document.value, path);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
  diagnostics.push(
    ...schemaDiagnostics(issues, document, area, (at) => schemaKeysAt(schema, at.slice(path.length))),
  );
  return readRight(schema, value, parsed.error.issues);
}

function readRight<S extends z.ZodObject>(
  schema: S,
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
): Partial<z.output<S>> {
  if (typeof value !== "object" || value === null) return {};
  const right: Record<string, unknown> = { ...value };
  for (const issue of issues) {
    const [key] = issue.path;
    const wrong = key === undefined && issue.code === "unrecognized_keys" ? issue.keys : [String(key)];
    for (const name of wrong) delete right[name];
  }
  const parsed = schema.partial().safeParse(right);
  // The library types partial() of a generic schema by its internals; it is the same schema with keys optional.
  return parsed.success ? (parsed.data as Partial<z.output<S>>) : {};
}
