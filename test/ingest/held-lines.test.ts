import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHeldLines, wholeRecords } from "../../src/ingest/held-lines.ts";
import type { LineBatch } from "../../src/ingest/line-splitter.ts";

/** A record goes on after a line that ends with a plus. */
function unfinished(lines: readonly string[]): number {
  let count = 0;
  while (count < lines.length && lines[lines.length - 1 - count]?.endsWith("+") === true) count += 1;
  return count;
}

const lines = fc.array(fc.constantFrom("a", "b+", "c"), { maxLength: 30 });
const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 30, maxLength: 30 });

function inBatches(all: readonly string[], lengths: readonly number[]): readonly LineBatch[] {
  let from = 0;
  return lengths.flatMap((length) => {
    const part = all.slice(from, from + length);
    from += length;
    // Every b+ was cut.
    return part.length === 0
      ? []
      : [{ lines: part, cut: part.flatMap((line, at) => (line === "b+" ? [at] : [])) }];
  });
}

describe("held lines", () => {
  it("no batch but the last ends within a record, and none is lost, doubled or moved", async () => {
    await fc.assert(
      fc.asyncProperty(lines, sizes, async (all, lengths) => {
        async function* batches(): AsyncGenerator<LineBatch> {
          yield* inBatches(all, lengths);
        }
        const found: LineBatch[] = [];
        for await (const batch of wholeRecords(batches(), unfinished)) found.push(batch);
        expect(found.flatMap((batch) => batch.lines)).toEqual(all);
        for (const batch of found) {
          expect(batch.cut).toEqual(batch.lines.flatMap((line, at) => (line === "b+" ? [at] : [])));
        }
        for (const batch of found.slice(0, -1)) expect(unfinished(batch.lines)).toBe(0);
      }),
    );
  });

  it("are given up with what comes last", () => {
    const held = createHeldLines(unfinished);
    expect(held.add({ lines: ["a", "b+"], cut: [] })).toEqual({ lines: ["a"], cut: [] });
    expect(held.count()).toBe(1);
    expect(held.release({ lines: ["c"], cut: [0] })).toEqual({ lines: ["b+", "c"], cut: [1] });
    expect(held.count()).toBe(0);
  });
});
