import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { futureFlag } from "../../src/formats/clamp-future.ts";
import { createEntry, type Entry } from "../../src/model/entry.ts";
import type { StoredEntry } from "../../src/ports/log-store.ts";
import { createCopyCounter } from "../../src/store/copy-counter.ts";
import { createFieldPacker } from "../../src/store/field-packer.ts";
import { createLogReader, RANGE } from "../../src/store/log-reader.ts";
import { createLogWriter } from "../../src/store/log-writer.ts";
import { openForWriting } from "../../src/store/open-database.ts";
import { openStores, openStoresForReading, type WriteStores } from "../../src/store/open-stores.ts";
import { arbitraryEntry } from "./arbitrary-entry.ts";
import { batch, lineAt, lineWithoutTime, NOON } from "./sample-entries.ts";
import { scratchDirectory } from "./scratch-directory.ts";

const ALL = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER, maxSequence: 2 ** 52 };

const opened: { readonly close: () => void }[] = [];

function stores(directory = scratchDirectory()): WriteStores {
  const made = openStores(directory);
  opened.push(made);
  return made;
}

function rawLines(entries: Iterable<StoredEntry>): readonly string[] {
  return [...entries].map(({ raw }) => raw);
}

function stored(store: WriteStores): readonly string[] {
  return rawLines(store.log.range(ALL));
}

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

describe("an entry", () => {
  test("comes back as it went in, whatever it holds", () => {
    const store = stores();
    fc.assert(
      fc.property(fc.array(arbitraryEntry, { minLength: 1, maxLength: 5 }), (entries) => {
        const before = store.logWriter.maxSequence();
        const lines = entries.map((entry, i) => ({ raw: `${before} ${i}`, entry }));
        store.logWriter.append(batch(lines));
        const back = new Map(
          [...store.log.range({ ...ALL, from: ALL.from - 1 })]
            .filter(({ sequence }) => sequence > before)
            .map(({ sequence, entry }) => [sequence, entry]),
        );
        expect(back.size).toBe(entries.length);
        for (const [i, entry] of entries.entries()) expectSame(back.get(before + 1 + i), entry);
      }),
      { numRuns: 150 },
    );
  });

  test("comes back the same when there are too many different lists of fields", () => {
    const packer = createFieldPacker(1);
    packer.pack(createEntry("first", 0));
    const packed = packer.pack(
      Object.assign(createEntry("second", 0), { path: "/x", attributes: { a: null } }),
    );
    const values: readonly unknown[] = JSON.parse(packed.fields);
    const names: readonly string[] = JSON.parse(packed.names);
    expect([values[names.indexOf("path")], values.length]).toEqual(["/x", names.length]);
    expect(packer.pack(createEntry("first", 0)).names).not.toBe(packed.names);
  });

  test("has attributes without a prototype, as the formats make them", () => {
    const store = stores();
    store.logWriter.append(batch([lineAt(0, { attributes: { status: 1 } })]));
    const [back] = store.log.range(ALL);
    expect(back?.entry.attributes?.["constructor"]).toBeUndefined();
  });
});

/** Equal values, the same keys in the same order (one hidden class), and attributes to the last key. */
function expectSame(back: Entry | undefined, entry: Entry): void {
  expect(JSON.stringify(back)).toBe(JSON.stringify(entry));
  expect(Object.keys(back ?? {})).toEqual(Object.keys(entry));
  expect({ ...back, attributes: undefined }).toStrictEqual({ ...entry, attributes: undefined });
}

describe("reading", () => {
  test("is in order of time, then of arrival, after `from` up to and with `to`", () => {
    const store = stores();
    store.logWriter.append(
      batch([lineAt(2, {}, "d"), lineAt(1, {}, "b"), lineAt(1, {}, "a"), lineAt(3, {}, "e")]),
    );
    store.logWriter.append(batch([lineAt(1, {}, "c"), lineAt(0, {}, "z")]));
    expect(stored(store)).toEqual(["z", "b", "a", "c", "d", "e"]);
    expect(rawLines(store.log.range({ from: NOON, to: NOON + 2, maxSequence: 99 }))).toEqual([
      "b",
      "a",
      "c",
      "d",
    ]);
    expect(rawLines(store.log.range({ from: NOON, to: NOON + 2, maxSequence: 4 }))).toEqual(["b", "a", "d"]);
  });

  test("may go on while lines are stored, and within another reading", () => {
    const store = stores();
    store.logWriter.append(batch([lineAt(0), lineAt(1)]));
    let seen = 0;
    for (const { sequence } of store.log.range(ALL)) {
      seen += [...store.log.range(ALL)].length;
      store.logWriter.append(batch([lineAt(10 + sequence)]));
    }
    // A reading sees what was there when the outer one began.
    expect(seen).toBe(2 + 2);
    expect(stored(store)).toHaveLength(4);
  });

  test("uses the index by time and no sorting of all", () => {
    const db = openForWriting(join(scratchDirectory(), "entries.db"), "entries", "normal");
    opened.push(db);
    const plan = db.prepare<[number, number, number], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN ${RANGE}`,
    );
    expect(plan.all(0, 1, 1).map(({ detail }) => detail)).toEqual([
      "SEARCH entries USING INDEX entries_by_time (time>? AND time<?)",
      "SEARCH sources USING INTEGER PRIMARY KEY (rowid=?)",
      "USE TEMP B-TREE FOR LAST TERM OF ORDER BY",
    ]);
  });

  test("knows its extent and its sources", () => {
    const store = stores();
    expect(store.log.extent()).toBeUndefined();
    const unparsable = [{ raw: "?", format: "auto", reason: "no format knows it" }];
    store.logWriter.append(batch([lineAt(5), lineAt(1)], { unparsable }));
    store.logWriter.append(batch([lineAt(3)], { source: "athens" }));
    store.logWriter.append(batch([], { source: "silent" }));
    expect(store.log.extent()).toEqual({ from: NOON + 1, to: NOON + 5 });
    expect(store.log.counts()).toEqual([
      { source: "athens", entries: 1, unparsable: 0, pruned: 0, newest: NOON + 3 },
      { source: "edge", entries: 2, unparsable: 1, pruned: 0, newest: NOON + 5 },
      { source: "silent", entries: 0, unparsable: 0, pruned: 0, newest: undefined },
    ]);
  });

  test("works from another connection, which cannot write", () => {
    const directory = scratchDirectory();
    const store = stores(directory);
    const reader = openStoresForReading(directory);
    opened.push(reader);
    store.logWriter.append(batch([lineAt(0)]));
    expect(rawLines(reader.log.range(ALL))).toEqual(["line at 0"]);
  });
});

describe("a line that was stored before", () => {
  const same = lineAt(0, {}, "same");
  const other = lineAt(0, {}, "other");
  const timeless = lineWithoutTime(0, "same");

  test("is stored again where it is new", () => {
    const store = stores();
    store.logWriter.append(batch([same, same, other]));
    store.logWriter.append(batch([same]));
    store.logWriter.append(batch([timeless, lineWithoutTime(9, "same")]));
    expect(stored(store)).toEqual(["same", "same", "other", "same", "same", "same"]);
  });

  test.each([
    ["says its time", [same, other, same]],
    ["does not say its time", [timeless, lineWithoutTime(0, "other"), timeless]],
  ])("is not stored again where a file is read again and it %s", (_name, lines) => {
    const store = stores();
    store.logWriter.append(batch(lines, { mode: "raise" }), createCopyCounter());
    // The second reading is later, and in other batches.
    const later = lines.map(({ raw, entry }) => ({ raw, entry: { ...entry, observed_time: NOON + 1e6 } }));
    const copies = createCopyCounter();
    const first = store.logWriter.append(batch(later.slice(0, 1), { mode: "raise" }), copies);
    const rest = store.logWriter.append(batch(later.slice(1), { mode: "raise" }), copies);
    expect([first.alreadyStored, rest.alreadyStored, stored(store).length]).toEqual([1, 2, 3]);
  });

  test("is raised to as many copies as the file has, and never lowered", () => {
    const store = stores();
    const read = (n: number): number =>
      store.logWriter.append(
        batch(
          Array.from({ length: n }, () => same),
          { mode: "raise" },
        ),
      ).stored.length;
    expect([read(1), read(3), read(2), read(4)]).toEqual([1, 2, 0, 1]);
  });

  test("is recognised when it was tailed before its file is read as a whole", () => {
    const store = stores();
    store.logWriter.append(batch([same, same, timeless]));
    const again = store.logWriter.append(batch([same, same, other], { mode: "raise" }));
    expect(again.stored.map(({ raw }) => raw)).toEqual(["other"]);
  });

  test("is recognised when it was too far ahead at first", () => {
    const store = stores();
    const clamped = lineAt(0, { time: NOON - 3e6, flags: [futureFlag] }, "ahead");
    store.logWriter.append(batch([clamped]));
    const again = store.logWriter.append(
      batch([lineAt(0, {}, "ahead"), lineAt(0, {}, "ahead")], { mode: "raise" }),
    );
    expect(again.stored).toHaveLength(1);
    expect(
      store.logWriter.append(batch([lineAt(0, {}, "ahead"), lineAt(0, {}, "ahead")], { mode: "raise" }))
        .stored,
    ).toEqual([]);
  });

  test("is another line in another source", () => {
    const store = stores();
    store.logWriter.append(batch([same], { mode: "raise" }));
    expect(store.logWriter.append(batch([same], { mode: "raise", source: "b" })).stored).toHaveLength(1);
  });

  test("is stored once for each copy, however a file is cut into batches and read again", () => {
    const line = fc.constantFrom(same, other, lineAt(1), lineWithoutTime(0, "x"));
    const reading = fc.array(fc.array(line, { maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 3 }), (readings) => {
        const store = stores();
        const most = new Map<string, number>();
        for (const batches of readings) {
          const copies = createCopyCounter();
          const counts = new Map<string, number>();
          for (const lines of batches) {
            store.logWriter.append(batch(lines, { mode: "raise" }), copies);
            for (const { raw } of lines) counts.set(raw, (counts.get(raw) ?? 0) + 1);
          }
          for (const [raw, n] of counts) most.set(raw, Math.max(n, most.get(raw) ?? 0));
        }
        const found = new Map<string, number>();
        for (const raw of stored(store)) found.set(raw, (found.get(raw) ?? 0) + 1);
        expect(found).toEqual(most);
      }),
      { numRuns: 30 },
    );
  });
});

test("copies are counted for many different lines", () => {
  const copies = createCopyCounter();
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i % 4000}`);
  const last = lines.map((raw) => copies.next(raw));
  expect(last.filter((n) => n === 1)).toHaveLength(4000);
  expect(last.filter((n) => n === 2)).toHaveLength(1000);
});

describe("unparsable lines", () => {
  const bad = (raw: string, reason = "no format knows it") => ({ raw, format: "auto", reason });

  test("are kept, once for each copy, and counted by reason", () => {
    const store = stores();
    const unparsable = [bad("a"), bad("a"), bad("b"), bad("{", "JSON ends early")];
    expect(store.logWriter.append(batch([], { unparsable }))).toEqual({
      stored: [],
      alreadyStored: 0,
      unparsable: 4,
    });
    const again = store.logWriter.append(batch([], { unparsable: [bad("a"), bad("c")], mode: "raise" }));
    expect(again).toEqual({ stored: [], alreadyStored: 1, unparsable: 1 });
    expect(store.unparsable()).toEqual([
      { source: "edge", format: "auto", reason: "no format knows it", lines: 4, pruned: 0, example: "c" },
      { source: "edge", format: "auto", reason: "JSON ends early", lines: 1, pruned: 0, example: "{" },
    ]);
  });
});

describe("an idempotency key", () => {
  const day = 24 * 60 * 60 * 1000;

  test("answers a repeated batch as before and stores nothing", () => {
    const store = stores();
    const sent = batch([lineAt(0), lineAt(1)], { idempotencyKey: "k" });
    expect(store.logWriter.append(sent).stored).toHaveLength(2);
    const again = store.logWriter.append({ ...sent, observedTime: NOON + day - 1 });
    expect(again).toEqual({ stored: [], alreadyStored: 0, unparsable: 0, repeatOf: { stored: 2 } });
    expect(store.logWriter.append({ ...sent, source: "b" }).stored).toHaveLength(2);
    expect(stored(store)).toHaveLength(4);
  });

  test("is forgotten after a day", () => {
    const store = stores();
    const sent = batch([lineAt(0)], { idempotencyKey: "k" });
    store.logWriter.append(sent);
    expect(store.logWriter.append({ ...sent, observedTime: NOON + day }).stored).toHaveLength(1);
  });
});

describe("sequences", () => {
  test("grow, over restarts, reservations and lines that were known", () => {
    const directory = scratchDirectory();
    const first = openStores(directory);
    first.logWriter.append(batch([lineAt(0), lineAt(1)], { mode: "raise" }));
    first.logWriter.append(batch([lineAt(0), lineAt(1)], { mode: "raise" }));
    expect(first.logWriter.append(batch([lineAt(2)])).stored[0]?.sequence).toBe(3);
    first.logWriter.reserveSequence(100);
    first.logWriter.reserveSequence(50);
    first.close();
    const second = stores(directory);
    expect(second.logWriter.maxSequence()).toBe(3);
    expect(second.logWriter.append(batch([lineAt(3)])).stored[0]?.sequence).toBe(101);
  });

  test("are not given out again when entries were deleted", () => {
    const directory = scratchDirectory();
    const db = openForWriting(join(directory, "entries.db"), "entries", "normal");
    createLogWriter(db).append(batch([lineAt(0), lineAt(1)]));
    db.exec("DELETE FROM entries");
    expect(createLogWriter(db).append(batch([lineAt(2)])).stored[0]?.sequence).toBe(3);
    db.close();
  });
});

describe("tail positions", () => {
  const at = (fingerprint: string, offset: number, path = "app.log") => ({
    path,
    fingerprint,
    fingerprintBytes: 64,
    offset,
  });

  test("are stored with the lines, newest first, one for each file", () => {
    const store = stores();
    store.logWriter.append(batch([lineAt(0)], { tail: at("a", 10) }));
    store.logWriter.append(batch([lineAt(1)], { tail: at("b", 5) }));
    store.logWriter.append(batch([], { tail: at("a", 20) }));
    store.logWriter.append(batch([], { tail: at("a", 1, "other.log") }));
    expect(store.logWriter.tailPositions("app.log")).toEqual([at("a", 20), at("b", 5)]);
  });

  test("do not gather without bound", () => {
    const store = stores();
    for (let i = 0; i < 40; i += 1) store.logWriter.append(batch([], { tail: at(`f${i}`, i) }));
    const kept = store.logWriter.tailPositions("app.log");
    expect([kept.length, kept[0]?.offset]).toEqual([16, 39]);
  });
});

describe("a disk that is full", () => {
  test("is an error; what was acknowledged stays, and storing goes on when there is room", () => {
    const db = openForWriting(join(scratchDirectory(), "entries.db"), "entries", "normal");
    opened.push(db);
    const writer = createLogWriter(db);
    const large = (n: number) => lineAt(n, { message: "x".repeat(50_000) });
    writer.append(batch([large(0)]));
    db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true })) + 1}`);
    const tooMuch = batch(
      Array.from({ length: 20 }, (_, i) => large(i + 1)),
      { source: "new source", tail: { path: "p", fingerprint: "f", fingerprintBytes: 1, offset: 9 } },
    );
    expect(() => writer.append(tooMuch)).toThrow(/full/);
    const reader = createLogReader(db);
    expect(rawLines(reader.range(ALL))).toEqual(["line at 0"]);
    expect(writer.tailPositions("p")).toEqual([]);
    db.pragma("max_page_count = 100000");
    expect(writer.append(tooMuch).stored).toHaveLength(20);
    expect([...reader.range(ALL)].map(({ source }) => source).sort()).toEqual([
      "edge",
      ...Array.from({ length: 20 }, () => "new source"),
    ]);
  });
});
