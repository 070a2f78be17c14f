import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ran, runProgram } from "../cli/program.ts";
import { type ListedIncident, scenarioFolder, tocsinJson } from "./scenario.ts";

/** What must not be in anything but the log itself; all of these are in the log. */
const CANARIES: Readonly<Record<string, RegExp>> = {
  "a GitHub token": /gh[pousr]_CANARY\w*/,
  "a JWT": /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/,
  "an AWS access key": /AKIACANARY\w*/,
  "a social security number": /078-05-1120/,
  "a password in a URL": /CANARY-7f3a-password/,
};

const recording = gunzipSync(
  readFileSync(new URL("../../src/demo/data/edge.ndjson.gz", import.meta.url)),
).toString("utf8");

let folder: string;
let ran: Ran;
let seconds: number;

beforeAll(async () => {
  folder = join(scenarioFolder({}), "demo");
  const startedAt = performance.now();
  ran = await runProgram(["demo", "--keep", folder], { cwd: join(folder, "..") });
  seconds = (performance.now() - startedAt) / 1000;
}, 90_000);

function files(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => join(found.parentPath, found.name));
}

describe("tocsin demo", () => {
  it("ends by itself within a minute, with 0 and nothing to complain of", () => {
    expect(ran.stderr).toBe("");
    expect(ran.exit).toBe(0);
    expect(seconds).toBeLessThan(60);
    expect(ran.stdout).toMatch(/\b0 waiting, 0 given up\b/);
  });

  it("writes the mails, messages and tickets that it names", () => {
    const said = ran.stdout.slice(ran.stdout.indexOf("Where to look"));
    const names = said.match(/\S+\.(?:eml|json|md|ndjson)\b/g) ?? [];
    const there = files().map((file) => file.slice(folder.length + 1));
    for (const name of names) expect(there).toContain(name);
    for (const kind of [
      /mail-\d+\.eml$/,
      /slack-\d+-message\.json$/,
      /slack-\d+-reply\.json$/,
      /^INC-\d+\.md$/,
    ]) {
      expect(names.filter((name) => kind.test(name)).length).toBeGreaterThan(0);
      expect(there.filter((name) => kind.test(name)).sort()).toEqual(
        names.filter((name) => kind.test(name)).sort(),
      );
    }
  });

  it("has incidents of the rules of the brief, all of them over", async () => {
    const incidents = await tocsinJson<readonly ListedIncident[]>(
      folder,
      "incidents",
      "list",
      "--data",
      "data",
      "--limit",
      "100",
    );
    const fired = new Set(incidents.flatMap(({ alerts }) => alerts.map(({ rule }) => rule)));
    expect([...fired]).toEqual(
      expect.arrayContaining([
        "503-without-retry-after",
        "backoff-rate",
        "dead-upstream",
        "five-consecutive-backoffs",
        "long-backoff",
        "sustained-502",
        "transient-503",
      ]),
    );
    // What looks back further than the recording lasts, such as an error budget, goes on.
    const stillOpen = incidents.filter(({ state }) => state !== "resolved");
    const longest = new Set([
      "error-budget-fast",
      "error-budget-slow",
      "retries-without-end",
      "hidden-failover",
      "sumdb-lookups-fail",
    ]);
    expect(
      stillOpen.flatMap(({ alerts }) => alerts.map(({ rule }) => rule)).filter((rule) => !longest.has(rule)),
    ).toEqual([]);
    for (const { number } of incidents) expect(ran.stdout).toContain(`INC-${number} `);
  });

  it.each(Object.entries(CANARIES))("lets %s into nothing that it wrote", (_, canary) => {
    // Without the canary in the log the test would prove nothing.
    expect(recording).toMatch(canary);
    const written = files().filter((file) => !file.endsWith("edge.ndjson"));
    expect(written.some((file) => file.endsWith("entries.db"))).toBe(true);
    const found = written.filter((file) => canary.test(readable(file)));
    expect(found).toEqual([]);
    expect(ran.stdout + ran.stderr).not.toMatch(canary);
  });
});

/** The bytes as text, and what is in them by base64 or quoted-printable as mails have it. */
function readable(file: string): string {
  const text = readFileSync(file).toString("latin1");
  if (!file.endsWith(".eml")) return text;
  const unfolded = text.replace(/=\r?\n/g, "");
  const packed = text.match(/(?:^[A-Za-z0-9+/]{40,}={0,2}\r?\n)+/gm) ?? [];
  return [text, unfolded, ...packed.map((part) => Buffer.from(part, "base64").toString("latin1"))].join("\n");
}
