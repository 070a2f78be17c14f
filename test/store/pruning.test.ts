import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { PruneLimits } from "../../src/ports/log-pruner.ts";
import { createCopyCounter } from "../../src/store/copy-counter.ts";
import { createLogWriter } from "../../src/store/log-writer.ts";
import { openForWriting } from "../../src/store/open-database.ts";
import { openStores, type WriteStores } from "../../src/store/open-stores.ts";
import { isNoSpace } from "../../src/store/write-failure.ts";
import { batch, lineAt, lineWithoutTime, NOON } from "./sample-entries.ts";
import { alert, delivery, incident, step, toldOf, upgrade } from "./sample-state.ts";
import { scratchDirectory } from "./scratch-directory.ts";

const ALL = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER, maxSequence: 2 ** 52 };
const opened: { readonly close: () => void }[] = [];

function stores(): WriteStores {
  const made = openStores(scratchDirectory());
  opened.push(made);
  return made;
}

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

const until = (ms: number): PruneLimits => ({ entriesTo: NOON + ms, linesTo: Number.NEGATIVE_INFINITY });

function pruneAll(store: WriteStores, limits: PruneLimits, maxRows = 3): number {
  let entries = 0;
  for (;;) {
    const pruned = store.logPruner.prune(limits, maxRows, NOON);
    entries += pruned.entries;
    if (pruned.done) return entries;
  }
}

function raws(store: WriteStores): readonly string[] {
  return [...store.log.range(ALL)].map(({ raw }) => raw);
}

describe("deleting old entries", () => {
  test("takes what is at or before the limit, in slices, and keeps the counts true", () => {
    const store = stores();
    store.logWriter.append(batch(Array.from({ length: 10 }, (_, i) => lineAt(i))));
    store.logWriter.append(batch([lineAt(4, {}, "another source")], { source: "athens" }));
    expect(store.logPruner.prune(until(4), 3, NOON)).toEqual({ entries: 3, unparsable: 0, done: false });
    expect(pruneAll(store, until(4))).toBe(3);
    expect(raws(store)).toEqual([5, 6, 7, 8, 9].map((ms) => `line at ${ms}`));
    expect(store.log.counts()).toMatchObject([
      { source: "athens", entries: 0, pruned: 1 },
      { source: "edge", entries: 5, pruned: 5, newest: NOON + 9 },
    ]);
    expect(store.log.extent()).toEqual({ from: NOON + 5, to: NOON + 9 });
  });

  test("gives no sequence out again, even where nothing is left", () => {
    const store = stores();
    store.logWriter.append(batch([lineAt(0), lineAt(1)]));
    pruneAll(store, until(9));
    expect(store.logWriter.append(batch([lineAt(20)])).stored[0]?.sequence).toBe(3);
  });

  test("frees pages, which the next entries use", () => {
    const store = stores();
    const empty = store.logPruner.usedBytes();
    const fill = (from: number) =>
      store.logWriter.append(
        batch(Array.from({ length: 2000 }, (_, i) => lineAt(from + i, {}, `${from + i} ${"x".repeat(500)}`))),
      );
    fill(0);
    const full = store.logPruner.usedBytes();
    pruneAll(store, until(1999), 500);
    expect(store.logPruner.usedBytes()).toBeLessThan(empty + (full - empty) / 4);
    fill(5000);
    expect(store.logPruner.usedBytes()).toBeLessThan(full * 1.1);
  });

  test("finds the instant before which a share of the entries lies", () => {
    const store = stores();
    expect(store.logPruner.oldestShare(0.5)).toEqual({
      entriesTo: Number.NEGATIVE_INFINITY,
      linesTo: Number.NEGATIVE_INFINITY,
    });
    store.logWriter.append(batch(Array.from({ length: 101 }, (_, i) => lineAt(i))));
    expect(store.logPruner.oldestShare(0.25).entriesTo).toBe(NOON + 25);
  });
});

describe("reading a file again after its lines were deleted", () => {
  test("brings back no line that says its time", () => {
    const store = stores();
    const file = [lineAt(0), lineAt(1), lineAt(1), lineAt(9)];
    store.logWriter.append(batch(file, { mode: "raise" }), createCopyCounter());
    pruneAll(store, until(5), 2);
    const again = store.logWriter.append(batch(file, { mode: "raise" }), createCopyCounter());
    expect(again).toMatchObject({ stored: [], alreadyStored: 4, tooOld: 3 });
    expect(raws(store)).toEqual(["line at 9"]);
  });

  test("nor half of it, where deleting was interrupted", () => {
    const store = stores();
    const file = Array.from({ length: 8 }, (_, i) => lineAt(i));
    store.logWriter.append(batch(file, { mode: "raise" }));
    store.logPruner.prune(until(5), 2, NOON);
    expect(store.logWriter.append(batch(file, { mode: "raise" })).stored).toEqual([]);
    pruneAll(store, until(5));
    expect(raws(store)).toEqual(["line at 6", "line at 7"]);
  });

  test("brings back no line without a time, but a further copy", () => {
    const store = stores();
    const line = lineWithoutTime(0, "no time");
    store.logWriter.append(batch([line, line], { mode: "raise" }));
    pruneAll(store, until(5));
    expect(store.logWriter.append(batch([line, line], { mode: "raise" })).stored).toEqual([]);
    expect(store.logWriter.append(batch([line, line, line], { mode: "raise" })).stored).toHaveLength(1);
    expect(store.logWriter.append(batch([line, line, line], { mode: "raise" })).stored).toEqual([]);
    // And live, where it is new each time.
    expect(store.logWriter.append(batch([line])).stored).toHaveLength(1);
    expect(store.logWriter.append(batch([line, line, line, line], { mode: "raise" })).stored).toEqual([]);
  });

  test("nor an unparsable one, whose kind stays counted", () => {
    const store = stores();
    const bad = { raw: "nonsense", format: "auto", reason: "no known format" };
    const file = batch([], { unparsable: [bad, bad], mode: "raise" });
    store.logWriter.append(file);
    expect(
      store.logPruner.prune({ entriesTo: Number.NEGATIVE_INFINITY, linesTo: NOON }, 1, NOON),
    ).toMatchObject({ unparsable: 1, done: false });
    const last = store.logPruner.prune({ entriesTo: Number.NEGATIVE_INFINITY, linesTo: NOON }, 9, NOON);
    expect(last).toMatchObject({ unparsable: 1, done: true });
    expect(store.logWriter.append(file)).toMatchObject({ unparsable: 0, alreadyStored: 2 });
    expect(store.unparsable()).toMatchObject([
      { source: "edge", format: "auto", reason: "no known format", lines: 0, pruned: 2, example: null },
    ]);
    store.logWriter.append(batch([], { unparsable: [bad] }));
    expect(store.unparsable()).toMatchObject([{ lines: 1, pruned: 2, example: "nonsense" }]);
  });

  test("is new once the deleted lines were forgotten", () => {
    const store = stores();
    const line = lineWithoutTime(0, "no time");
    store.logWriter.append(batch([line], { mode: "raise" }));
    pruneAll(store, until(5));
    store.logPruner.forget(NOON - 1);
    expect(store.logWriter.append(batch([line], { mode: "raise" })).stored).toEqual([]);
    store.logPruner.forget(NOON);
    expect(store.logWriter.append(batch([line], { mode: "raise" })).stored).toHaveLength(1);
  });

  test("whatever was deleted in between, and in whatever slices", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.nat(20), own: fc.boolean() }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(20), { maxLength: 3 }),
        fc.integer({ min: 1, max: 7 }),
        (lines, cuts, maxRows) => {
          const store = stores();
          // The time of a line without one is when it was read, here the instant it was read first.
          const file = lines.map(({ ms, own }) => (own ? lineAt(ms) : lineWithoutTime(ms, `no time ${ms}`)));
          store.logWriter.append(batch(file, { mode: "raise" }));
          for (const cut of cuts) {
            pruneAll(store, until(cut), maxRows);
            const before = raws(store);
            store.logWriter.append(batch(file, { mode: "raise" }), createCopyCounter());
            expect(raws(store)).toEqual(before);
          }
          const last = Math.max(-1, ...cuts);
          expect(raws(store)).toHaveLength(lines.filter(({ ms }) => ms > last).length);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("deleting old incidents", () => {
  function recorded(): WriteStores {
    const store = stores();
    const closed = (number: number, at: number) =>
      incident(number, {
        state: "resolved",
        resolvedAt: NOON + at,
        alerts: [alert(`a${number}`, { state: "resolved", resolvedAt: NOON + at })],
      });
    store.stateWriter.commitStep(
      step(0, 100, {
        alerts: [alert("pending", { state: "resolved", resolvedAt: NOON, reason: "not_held" })],
        incidents: [closed(1, 10), closed(2, 20), incident(3), closed(4, 10), closed(5, 10)],
        events: [{ incident: 1, at: NOON, kind: "opened", text: "Opened." }],
        deliveries: [
          delivery("INC-1/1/x", { state: "queued" }),
          delivery("INC-4/1/x", { incident: 4, state: "queued" }),
        ],
        told: [toldOf({ incident: 1 })],
        silences: [upgrade],
      }),
    );
    store.stateWriter.recordAttempt({
      deliveryId: "INC-1/1/x",
      at: NOON,
      result: { state: "accepted", reference: "r" },
    });
    return store;
  }

  test("takes closed ones with all that is theirs; not open ones, not one that still has to tell, not the newest", () => {
    const store = recorded();
    expect(store.statePruner.prune(NOON + 10, 5)).toEqual({ incidents: 1, silences: 0, done: true });
    expect(store.state.incidents(10).map(({ number }) => number)).toEqual([5, 4, 3, 2]);
    expect(store.state.events(1)).toEqual([]);
    expect(store.state.deliveries(1)).toEqual([]);
    expect(store.stateWriter.load(0).lastIncidentNumber).toBe(5);
    expect(store.statePruner.prune(NOON + 2000, 5)).toEqual({ incidents: 1, silences: 1, done: true });
    expect(store.state.silences()).toEqual([]);
  });

  test("goes in slices", () => {
    const store = recorded();
    expect(store.statePruner.prune(NOON + 20, 1)).toMatchObject({ incidents: 1, done: false });
    expect(store.statePruner.prune(NOON + 20, 1)).toMatchObject({ incidents: 1, done: false });
    expect(store.statePruner.prune(NOON + 20, 1)).toMatchObject({ incidents: 0, done: true });
  });
});

describe("a disk that is full", () => {
  test("stores nothing of the batch, and the same batch once there is space", () => {
    const db = openForWriting(join(scratchDirectory(), "entries.db"), "entries", "normal");
    opened.push(db);
    const writer = createLogWriter(db);
    const pages = Number(db.pragma("page_count", { simple: true }));
    db.pragma(`max_page_count = ${pages + 2}`);
    const copies = createCopyCounter();
    const lines = Array.from({ length: 400 }, (_, i) =>
      lineAt(i % 200, {}, `${i % 200} ${"x".repeat(2000)}`),
    );
    const whole = batch(lines, { mode: "raise", source: "new" });
    const failure = (() => {
      try {
        return writer.append(whole, copies);
      } catch (error) {
        return error;
      }
    })();
    expect(isNoSpace(failure)).toBe(true);
    expect(db.prepare("SELECT count(*) AS n FROM entries").get()).toEqual({ n: 0 });
    db.pragma("max_page_count = 100000");
    expect(writer.append(whole, copies).stored).toHaveLength(400);
    expect(writer.append(whole, createCopyCounter()).stored).toEqual([]);
  });
});
