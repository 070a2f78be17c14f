import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { globFiles, isGlob, maxGlobFiles } from "../../src/ingest/globs.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tocsin-globs-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Written `age` seconds ago. */
function make(name: string, age = 0): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "x\n");
  const at = Date.now() / 1000 - age;
  utimesSync(path, at, at);
  return path;
}

async function found(pattern: string): Promise<readonly string[]> {
  const { files } = await globFiles(join(directory, pattern));
  return files.map(({ path, withRotated }) => `${relative(directory, path)}${withRotated ? " +" : ""}`);
}

test("a pattern means files, newest first, in folders and behind links", async () => {
  make("goproxy_athens-0_1/athens/0.log", 20);
  make("goproxy_athens-1_1/athens/0.log", 10);
  make("other_x_1/x/0.log");
  make("goproxy_athens-1_1/athens/0.txt");
  expect(await found("goproxy_*/*/*.log")).toEqual([
    "goproxy_athens-1_1/athens/0.log",
    "goproxy_athens-0_1/athens/0.log",
  ]);
  mkdirSync(join(directory, "links"));
  symlinkSync(make("real/0.log"), join(directory, "links", "athens-0.log"));
  expect(await found("links/*.log")).toEqual(["links/athens-0.log"]);
  expect(await found("none/*.log")).toEqual([]);
});

test("what was rotated away from a file is no file of its own", async () => {
  make("app.log");
  make("app.log.1", 10);
  make("app.log.2.gz", 20);
  make("app.log-20261124.gz", 30);
  make("app-error.log", 40);
  make("old.log.1", 50);
  expect(await found("*.log*")).toEqual(["app.log +", "app-error.log", "old.log.1"]);
  expect(await found("*.log")).toEqual(["app.log", "app-error.log"]);
});

test("no more are followed than may be", async () => {
  for (let n = 0; n < maxGlobFiles + 3; n += 1) make(`${n}.log`, n);
  const { files, leftOut } = await globFiles(join(directory, "*.log"));
  expect([files.length, leftOut]).toEqual([maxGlobFiles, 3]);
  expect(files[0]?.path).toBe(join(directory, "0.log"));
});

test("a file whose name looks like a pattern is a file", () => {
  expect(isGlob(join(directory, "app[1].log"))).toBe(true);
  expect(isGlob(make("app[1].log"))).toBe(false);
  expect(isGlob(join(directory, "app.log"))).toBe(false);
});
