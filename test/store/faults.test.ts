import { type ChildProcessByStdio, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { lockDataDirectory } from "../../src/store/data-directory.ts";
import { openStores } from "../../src/store/open-stores.ts";
import { scratchDirectory } from "./scratch-directory.ts";

type Child = ChildProcessByStdio<null, Readable, null>;

function start(program: string, directory: string): Child {
  const file = new URL(`programs/${program}.ts`, import.meta.url).pathname;
  return spawn(process.execPath, ["--import", "tsx", file, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Kills it `afterMs` after its first output; resolves, once it is gone, to all that it said. */
function killed(child: Child, afterMs: number): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      if (said === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
      said += String(chunk);
    });
    child.on("close", () => resolve(said));
  });
}

test("a program killed while it stores loses nothing that it acknowledged, and stores nothing twice", async () => {
  const directory = scratchDirectory();
  let acknowledged = 0;
  for (const afterMs of [0, 7, 23, 41, 60]) {
    const said = await killed(start("append-until-killed", directory), afterMs);
    acknowledged = Number(said.trimEnd().split("\n").at(-1));
    const stores = openStores(directory);
    const raw = [...stores.log.range({ from: 0, to: 1e15, maxSequence: 1e15 })].map((entry) => entry.raw);
    const tail = stores.logWriter.tailPositions("p")[0];
    stores.close();
    expect(raw.length).toBeGreaterThanOrEqual(acknowledged);
    expect(raw).toEqual(raw.map((_, i) => `line ${i + 1}`));
    // Whole batches, and the tail's position with them.
    expect([raw.length % 3, tail?.offset]).toEqual([0, raw.length]);
  }
  expect(acknowledged).toBeGreaterThan(15);
});

describe("the lock of a data directory", () => {
  test("is for one at a time, and is created for the owner only", () => {
    const directory = join(scratchDirectory(), "deep", "data");
    const first = lockDataDirectory(directory);
    if ("heldBy" in first) throw new Error("the lock of a new directory is held");
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(lockDataDirectory(directory)).toEqual({ heldBy: undefined });
    first.announce("http://127.0.0.1:1234");
    const held = { heldBy: { pid: process.pid, address: "http://127.0.0.1:1234" } };
    expect(lockDataDirectory(directory)).toEqual(held);
    // To have looked must not have opened the lock.
    expect(lockDataDirectory(directory)).toEqual(held);
    first.release();
    first.release();
    const second = lockDataDirectory(directory);
    expect(second).not.toHaveProperty("heldBy");
    if ("release" in second) second.release();
  });

  test("ends with its process, however that ends", async () => {
    const directory = scratchDirectory();
    const child = start("hold-lock", directory);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(lockDataDirectory(directory)).toEqual({
      heldBy: { pid: child.pid, address: "http://127.0.0.1:4321" },
    });
    const gone = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGKILL");
    await gone;
    const lock = lockDataDirectory(directory);
    expect(lock).not.toHaveProperty("heldBy");
    // The announcement of the dead one is gone as well.
    expect(lockDataDirectory(directory)).toEqual({ heldBy: undefined });
    if ("release" in lock) lock.release();
  });
});
