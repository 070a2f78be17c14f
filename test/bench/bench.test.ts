import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));
const BUILT = fileURLToPath(new URL("../../dist/daemon/writer-thread.js", import.meta.url));

/** Eight processes start one after the other: four seconds, on a busy machine many more. */
const maxRunMs = 180_000;

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, ["--import", "tsx", MAIN, ...args], { encoding: "utf8" });
}

/** `npm test` builds first; a test run without a build says so by skipping. */
describe.skipIf(!existsSync(BUILT))("bench", () => {
  test(
    "measures formats by name and by themselves",
    () => {
      const { stdout, stderr, status } = bench("--json", "--formats", "envoy");
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const [speed, ...others]: readonly Record<string, unknown>[] = JSON.parse(stdout);
      expect(others).toEqual([]);
      expect(speed?.["format"]).toBe("envoy");
      expect(speed?.["byName"]).toBeGreaterThan(0);
      expect(speed?.["byAuto"]).toBeGreaterThan(0);
    },
    maxRunMs,
  );

  test(
    "prints its rows as JSON and nothing else",
    () => {
      const { stdout, stderr, status } = bench("--json", "--lines", "1000");
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const rows: readonly Record<string, unknown>[] = JSON.parse(stdout);
      expect(rows.map(({ work, unit }) => `${work} | ${unit}`)).toEqual([
        "floor: JSON.parse and insert | lines/s",
        "ingest: redacted, parsed, stored, judged by 40 rules | lines/s",
        "engine alone: 40 rules | entries/s",
        "redact alone | lines/s",
        "parse alone | lines/s",
        "store alone | lines/s",
        "JSON.parse alone | lines/s",
      ]);
      expect(rows[0]).toMatchObject({ ratio: 1 });
      for (const row of rows) {
        expect(Object.keys(row)).toEqual(["work", "value", "unit", "ratio"]);
        expect(row["value"]).toBeGreaterThan(0);
        expect(row["ratio"]).toBeGreaterThan(0);
      }
    },
    maxRunMs,
  );

  test(
    "prints what must stay small likewise",
    () => {
      const { stdout, stderr, status } = bench("--held", "--json", "--lines", "1000");
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const rows: readonly Record<string, unknown>[] = JSON.parse(stdout);
      expect(rows.map(({ work, unit }) => `${work} | ${unit}`)).toEqual([
        "resident memory of writer and benchmark, 10,000 groups: 1,000 entries | MB",
        "resident memory of writer and benchmark, 10,000 groups: 5,000 entries | MB",
        "restart, until it judges, 10,000 rows | ms",
        "restart, 10,000 rows against 1,000 | times",
        "100 late entries judged, 10,000 rows against 1,000 | times",
        "log line to accepted message, p50 | ms",
        "log line to accepted message, p99 | ms",
        "health check meanwhile, p99 | ms",
        "log line to accepted message, no delay, no group_wait, p50 | ms",
        "incident list and incident, page and API, 10,000 rows, p95 | ms",
      ]);
      for (const row of rows) {
        expect(Object.keys(row)).toEqual(["work", "unit", "value", "must", "aim"]);
        expect(row["value"]).toBeGreaterThan(0);
      }
    },
    maxRunMs,
  );
});

test("a number of lines that is none is refused", () => {
  const { stdout, stderr, status } = bench("--lines", "many");
  expect({ stdout, stderr, status }).toEqual({
    stdout: "",
    stderr: "usage: npm run bench -- [--held] [--json] [--lines N | --formats [NAME…]]\n",
    status: 2,
  });
});
