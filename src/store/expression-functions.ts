import type { Database } from "better-sqlite3";
import { compilePattern } from "../rules/pattern.ts";

/** What expressions need of a connection that SQL does not have. All give NULL for NULL. */
export function addExpressionFunctions(db: Database): void {
  const options = { deterministic: true };
  const patterns = new Map<string, (text: string) => boolean>();

  function testOf(pattern: string): (text: string) => boolean {
    const known = patterns.get(pattern);
    if (known !== undefined) return known;
    const compiled = compilePattern(pattern);
    // The checks of the expression have refused those that do not compile.
    const test = "problem" in compiled ? () => false : compiled.test;
    patterns.set(pattern, test);
    return test;
  }

  db.function("tocsin_number", options, (json: unknown) => {
    const value: unknown = typeof json === "string" ? JSON.parse(json) : null;
    return typeof value === "number" ? value : null;
  });
  db.function("tocsin_matches", options, (pattern: unknown, text: unknown) =>
    typeof text === "string" ? Number(testOf(String(pattern))(text)) : null,
  );
  db.function("tocsin_matches_json", options, (pattern: unknown, json: unknown) => {
    const text: unknown = typeof json === "string" ? JSON.parse(json) : null;
    return typeof text === "string" ? Number(testOf(String(pattern))(text)) : null;
  });
}
