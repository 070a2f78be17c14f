import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { LogWriter, ParsedLine, StoredEntry } from "../../src/ports/log-store.ts";
import { createCopyCounter } from "../../src/store/copy-counter.ts";
import { openLineStores, openStores, type WriteStores } from "../../src/store/open-stores.ts";
import { batch, lineAt, lineWithoutTime, NOON } from "./sample-entries.ts";
import { scratchDirectory } from "./scratch-directory.ts";

const ALL = { from: 0, to: NOON * 2, maxSequence: Number.MAX_SAFE_INTEGER };
const opened: { readonly close: () => void }[] = [];

function keep<T extends { readonly close: () => void }>(made: T): T {
  opened.push(made);
  return made;
}

/** Read through one connection, written through another, as two threads do. */
function apart(): { readonly stores: WriteStores; readonly writer: LogWriter } {
  const directory = scratchDirectory();
  const stores = keep(openStores(directory));
  return { stores, writer: stores.logWriterOver(keep(openLineStores(directory)).lines) };
}

function everything({ log }: WriteStores): readonly StoredEntry[] {
  return [...log.range(ALL)];
}

afterEach(() => {
  for (const one of opened.splice(0).reverse()) one.close();
});

const line: fc.Arbitrary<ParsedLine> = fc.constantFrom(
  lineAt(0, {}, "same"),
  lineAt(0, { status: 502, pod: "p\ud800", client_id: "ci-1", attributes: { a: [1, null] } }, "full"),
  lineAt(2, { retry_after_seconds: 0.5, duration_ms: 0, trace_id: "" }, "żółw"),
  lineWithoutTime(0, "timeless"),
);

describe("a batch in pieces", () => {
  test("is stored as the whole one, and answered alike", () => {
    const pieces = fc.array(fc.array(line, { maxLength: 4 }), { maxLength: 4 });
    const mode = fc.constantFrom("new" as const, "raise" as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(pieces, mode), { maxLength: 3 }), (batches) => {
        const whole = keep(openStores(scratchDirectory()));
        const inPieces = apart();
        for (const [given, how] of batches) {
          const { lines: _, unparsable: __, ...head } = batch([], { mode: how });
          const open = inPieces.writer.open(head);
          for (const piece of given) open.add(piece, []);
          expect(open.commit()).toEqual(whole.logWriter.append(batch(given.flat(), { mode: how })));
        }
        expect(everything(inPieces.stores)).toEqual(everything(whole));
      }),
      { numRuns: 20 },
    );
  });

  test("that is abandoned was never there: neither lines, nor copies, nor its source", () => {
    const { stores, writer } = apart();
    const copies = createCopyCounter();
    const given = [lineAt(0, {}, "same"), lineAt(0, {}, "same")];
    const { lines: _, unparsable: __, ...head } = batch([], { mode: "raise", source: "new" });
    const open = writer.open(head, copies);
    open.add(given, [{ raw: "bad", format: "auto", reason: "no known format" }]);
    open.abandon();
    expect([everything(stores), stores.log.counts()]).toEqual([[], []]);
    expect(writer.append({ ...head, lines: given, unparsable: [] }, copies)).toMatchObject({
      alreadyStored: 0,
    });
    expect(everything(stores)).toHaveLength(2);
  });

  test("whose key was seen before is answered as it was, and its copies are not counted", () => {
    const { stores, writer } = apart();
    const copies = createCopyCounter();
    const sent = batch([lineAt(0), lineAt(1)], { idempotencyKey: "k", mode: "raise" });
    writer.append(sent, copies);
    expect(writer.append(sent, copies)).toMatchObject({ stored: [], repeatOf: { stored: 2 } });
    const { idempotencyKey: _, ...without } = sent;
    expect(writer.append(without, copies).stored).toHaveLength(2);
    expect(everything(stores)).toHaveLength(4);
  });
});
