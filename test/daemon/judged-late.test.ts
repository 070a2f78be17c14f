import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../cli/program.ts";
import { startServe } from "./daemon-process.ts";
import { recordedEpisodes, replayedEpisodes } from "./recorded-alerts.ts";
import {
  configText,
  postLines,
  REFUSALS,
  requestLine,
  type Status,
  scenarioFolder,
  tocsinJson,
} from "./scenario.ts";
import { until } from "./until.ts";

const dayMs = 24 * 3_600_000;
const start = Date.now();

/** A refusal of the service so many seconds after the instant. */
function refusal(from: number, seconds: number, service: string): string {
  return requestLine({ time: new Date(from + seconds * 1000).toISOString(), service });
}

function daysAgo(days: number): number {
  return Math.floor((start - days * dayMs) / 1000) * 1000;
}

function fileOf(folder: string, name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
}

function folderWith(): string {
  return scenarioFolder({ "tocsin.yaml": configText({}, "delay: 0s\n"), "rules/refusals.yaml": REFUSALS });
}

it("serve --from judges what was stored before, from there on, as replay does", {
  timeout: 120_000,
}, async () => {
  const folder = folderWith();
  const lines = [0, 2, 20].map((seconds) => refusal(daysAgo(6), seconds, "athens"));
  fileOf(folder, "old.log", [refusal(daysAgo(9), 0, "athens"), ...lines]);
  fileOf(folder, "judged.log", lines);
  const ingested = await runProgram(["ingest", "old.log"], { cwd: folder });
  expect(ingested.stdout).toContain("4 stored");

  const daemon = await startServe(folder, {}, ["--from", "7d"]);
  const { ledger } = await until("all to be judged", async () => {
    const status = await tocsinJson<Status>(folder, "status");
    return Date.parse(status.ledger?.to ?? "") > start && status;
  });
  expect(ledger).toMatchObject({ gaps: 0, late: 0 });
  // A wall clock stood between the computation of "7d" and now.
  expect(Math.abs(Date.parse(ledger?.from ?? "") - daysAgo(7))).toBeLessThan(60_000);
  const episodes = (await recordedEpisodes(folder)).filter(({ rule }) => !rule.startsWith("tocsin-"));
  expect(episodes).toHaveLength(2);
  expect(episodes).toEqual(await replayedEpisodes(folder, "judged.log", new Date(start).toISOString()));
  expect(await daemon.stop()).toBe(0);

  const again = await runProgram(["serve", "--from", "8d"], { cwd: folder });
  expect([again.exit, again.stderr]).toEqual([2, expect.stringContaining("has been judged already")]);
});

it("ingest --judge judges lines however old they are; without it they are stored only", {
  timeout: 120_000,
}, async () => {
  const folder = folderWith();
  const refused = await runProgram(["ingest", "--judge", "tocsin.yaml"], { cwd: folder });
  expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining("no daemon runs")]);
  fileOf(folder, "stored.log", [refusal(daysAgo(7), 0, "sumdb")]);
  fileOf(
    folder,
    "judged.log",
    [0, 1].map((seconds) => refusal(daysAgo(6), seconds, "athens")),
  );
  const daemon = await startServe(folder);
  await postLines(daemon.address, `${requestLine({ status: 200 })}\n`);
  await until("a first step", async () => (await tocsinJson<Status>(folder, "status")).ledger);

  const stored = await runProgram(["ingest", "stored.log"], { cwd: folder });
  expect(stored.stdout).toContain("1 of them late: judged no further back than `lateness`");
  const judged = await runProgram(["ingest", "--judge", "judged.log"], { cwd: folder });
  expect(judged.stdout).toContain("2 of them late, judged all the same");
  const episodes = await until("the alert of last week", async () => {
    const found = (await recordedEpisodes(folder)).filter(({ rule }) => rule === "refusals");
    return found.length > 0 && found;
  });
  expect(episodes).toEqual(await replayedEpisodes(folder, "judged.log", new Date(start).toISOString()));
  // Over for days: told as part of a digest, and not by itself.
  const { stdout } = await runProgram(["incidents", "show", "1"], { cwd: folder });
  expect(stdout).toMatch(/Nobody was told/);
  expect(await daemon.stop()).toBe(0);
});
