import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEntry } from "../../src/model/entry.ts";
import { compileExpression } from "../../src/rules/compile-expression.ts";
import { ABSENT, entries, terms, truth } from "./naive-expression.ts";

describe("compiled expressions", () => {
  it("agree with a naive reading", () => {
    const seen = { true: 0, false: 0, failed: 0, refused: 0 };
    const law = fc.property(terms.cond, fc.array(entries, { minLength: 5, maxLength: 5 }), (term, some) => {
      const { expression, problems } = compileExpression(term.text);
      if (expression === undefined) {
        // Sizes and literal mistakes that the generator makes; anything else would be a hole in the checks.
        seen.refused += 1;
        for (const problem of problems) expect(problem.code).toMatch(/too-costly|type|not-boolean/);
        return;
      }
      for (const entry of some) {
        const expected = truth(term.run(entry, ABSENT));
        const wanted = expected.is === "value" ? expected.value : null;
        seen[wanted === true ? "true" : wanted === false ? "false" : "failed"] += 1;
        expect(expression.test(entry), term.text).toBe(wanted);
      }
    });
    fc.assert(law, { numRuns: 3_000 });
    // A law that only ever sees one answer proves nothing.
    expect(seen.true).toBeGreaterThan(1_000);
    expect(seen.false).toBeGreaterThan(1_000);
    expect(seen.failed).toBeGreaterThan(200);
    expect(seen.refused).toBeLessThan(1_500);
  });

  it("never throw and always answer, whatever the text", () => {
    const words = [
      "status",
      "&&",
      "(",
      ")",
      "!",
      "==",
      '"a"',
      "in",
      "[",
      "]",
      ".",
      "?",
      ":",
      "attributes",
      "1",
      "size",
      ",",
    ];
    const soup = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(" "));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string()), (source) => {
        const { expression, problems } = compileExpression(source);
        expect(problems.length === 0).toBe(expression !== undefined);
        for (const { start, end } of problems) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(source.length);
        }
        expression?.test(createEntry("x", 0));
      }),
      { numRuns: 2_000 },
    );
  });
});
