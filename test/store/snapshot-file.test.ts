import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SnapshotPiece } from "../../src/ports/snapshot-store.ts";
import { engineVersion } from "../../src/store/engine-version.ts";
import { createSnapshotFile } from "../../src/store/snapshot-file.ts";

const pieces: readonly SnapshotPiece[] = [
  { rule: "a", meaning: "m", position: 1_000, maxSequence: 7, bytes: Buffer.from([1, 2, 3]) },
  { rule: "b", meaning: "n", position: 900, maxSequence: 5, bytes: Buffer.alloc(10_000, 4) },
];

let folder = "";
const file = (): string => join(folder, "snapshot.bin");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-snapshot-"));
  createSnapshotFile(folder, "1").save(pieces);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function loaded(version = "1"): readonly unknown[] {
  return createSnapshotFile(folder, version)
    .load()
    .map((piece) => ({ ...piece, bytes: Buffer.from(piece.bytes) }));
}

describe("a snapshot", () => {
  test("comes back as it was, the newest in place of the one before", () => {
    expect(loaded()).toEqual(pieces.map((piece) => ({ ...piece, bytes: Buffer.from(piece.bytes) })));
    createSnapshotFile(folder, "1").save(pieces.slice(1));
    expect(loaded()).toHaveLength(1);
  });

  test("of another version of the code is none", () => {
    expect(loaded("2")).toEqual([]);
  });

  test("that was deleted, cut or is empty is none", () => {
    const whole = readFileSync(file());
    for (const length of [0, 1, 31, 32, 33, 200, whole.length - 1]) {
      writeFileSync(file(), whole.subarray(0, length));
      expect(loaded()).toEqual([]);
    }
    rmSync(file());
    expect(loaded()).toEqual([]);
  });

  test("with any bit turned over is none", () => {
    const whole = readFileSync(file());
    for (let place = 0; place < whole.length; place += 97) {
      const damaged = Buffer.from(whole);
      damaged[place] = (damaged[place] ?? 0) ^ (1 << (place % 8));
      writeFileSync(file(), damaged);
      expect(loaded()).toEqual([]);
    }
  });

  test("that cannot be written is said to be so", () => {
    expect(createSnapshotFile(join(folder, "nowhere"), "1").save(pieces)).toBe(false);
  });
});

test("the version of the engine stays the same while its code does", () => {
  expect(engineVersion()).toMatch(/^[0-9a-f]{16}$/);
  expect(engineVersion()).toBe(engineVersion());
});
