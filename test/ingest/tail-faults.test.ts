import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openStores } from "../../src/store/open-stores.ts";

const directory = mkdtempSync(join(tmpdir(), "tocsin-tail-faults-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const program = new URL("programs/tail-until-killed.ts", import.meta.url).pathname;

/** Tails until it has acknowledged something and `afterMs` more have passed; `meanwhile` is called every 3 ms. */
function tailUntilKilled(
  path: string,
  dataDir: string,
  afterMs: number,
  meanwhile: () => void,
): Promise<number> {
  const child = spawn(process.execPath, ["--import", "tsx", program, path, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const timer = setInterval(meanwhile, 3);
  return new Promise((resolve) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      if (said === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
      said += String(chunk);
    });
    child.on("close", () => {
      clearInterval(timer);
      resolve(Number(said.trimEnd().split("\n").at(-1)));
    });
  });
}

test("a tail killed at any moment, through rotations, stores each line exactly once", async () => {
  const path = join(directory, "app.log");
  const dataDir = join(directory, "data");
  mkdirSync(dataDir);
  let written = 0;
  const write = (lines: number): void => {
    const text = Array.from({ length: lines }, (_, i) => `line ${written + i} of a file that is rotated\n`);
    appendFileSync(path, text.join(""));
    written += lines;
  };
  write(5000);
  for (const [i, afterMs] of [0, 15, 60, 110, 160].entries()) {
    const acknowledged = await tailUntilKilled(path, dataDir, afterMs, () => write(40));
    const stored = storedLines(dataDir);
    expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
    expect(stored.every((raw, n) => raw.startsWith(`line ${n} `))).toBe(true);
    // Renamed while nobody looks; then the program that writes goes on in a new file.
    if (i % 2 === 0) renameSync(path, `${path}.${9 - i}`);
    write(200);
  }
  // The last one runs until all is stored.
  while (storedLines(dataDir).length < written) await tailUntilKilled(path, dataDir, 300, () => {});
  expect(storedLines(dataDir)).toEqual(
    Array.from({ length: written }, (_, n) => `line ${n} of a file that is rotated`),
  );
}, 120_000);

function storedLines(dataDir: string): readonly string[] {
  const stores = openStores(dataDir);
  const lines = [...stores.log.range({ from: 0, to: 1e15, maxSequence: 1e15 })].map(({ raw }) => raw);
  stores.close();
  return lines;
}
