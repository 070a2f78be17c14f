import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { recordingFrom } from "../../src/demo/recording.ts";
import { runProgram } from "../cli/program.ts";
import { type DaemonProcess, startPaced, startServe } from "./daemon-process.ts";
import { recordedEpisodes, replayedEpisodes } from "./recorded-alerts.ts";
import { configText, postLines, SECRETS, type Status, scenarioFolder, tocsinJson } from "./scenario.ts";
import { startSlackChannel } from "./slack-channel.ts";
import { until } from "./until.ts";

const RULES = fileURLToPath(new URL("../../rules", import.meta.url));

/** The demo's log at the times at which it was recorded. */
const firstAt = Date.parse("2026-11-22T09:37:40.120Z");
const recording = recordingFrom(firstAt);

/** So long after the last line the alerts of all other rules are over. */
const overAfterMs = 15 * 60_000;

function folderWith(config: string, lines: readonly string[]): string {
  const folder = scenarioFolder({ "tocsin.yaml": config, "edge.ndjson": `${lines.join("\n")}\n` });
  cpSync(RULES, join(folder, "rules"), { recursive: true });
  // It looks at half an hour, which is too long to wait for.
  rmSync(join(folder, "rules/service/error-budget-slow.yaml"));
  return folder;
}

async function post(daemon: DaemonProcess, lines: readonly string[]): Promise<void> {
  const answer = await postLines(daemon.address, `${lines.join("\n")}\n`, { query: "source=edge" });
  expect(answer.body).toMatchObject({ stored: lines.length, unparsable: 0 });
}

async function judgedUpTo(folder: string, instant: number): Promise<Status> {
  return until(
    `log time to reach ${new Date(instant).toISOString()}`,
    async () => {
      const status = await tocsinJson<Status>(folder, "status");
      return Date.parse(status.ledger?.to ?? "") >= instant && status;
    },
    { maxMs: 120_000 },
  );
}

describe("what was judged live is what replay says", () => {
  it("as the lines come, under a clock that runs a hundred times as fast", { timeout: 240_000 }, async () => {
    const lines = recording.map(({ line }) => line);
    const end = (recording.at(-1)?.at ?? 0) + 1000;
    // At this speed twenty minutes of delay are the twelve seconds that a busy machine may lose.
    const folder = folderWith(configText({}, "delay: 20m\n"), lines);
    const speed = 100;
    const daemon = await startPaced(folder, { origin: firstAt - 1000, speed });
    // What a busy machine needed to start the daemon has passed on its clock as well.
    const clock = await tocsinJson<Status>(folder, "status");
    const origin = Date.parse(String(clock.daemon?.says?.["now"]));
    const startedAt = performance.now();
    let sent = 0;
    while (sent < recording.length) {
      const now = origin + (performance.now() - startedAt) * speed;
      let next = sent;
      while ((recording[next]?.at ?? Number.POSITIVE_INFINITY) <= now) next++;
      if (next > sent) await post(daemon, lines.slice(sent, next));
      sent = next;
      await sleep(50);
    }
    const { ledger } = await judgedUpTo(folder, end + overAfterMs);
    expect(ledger).toMatchObject({ gaps: 0, late: 0 });
    const live = await recordedEpisodes(folder);
    expect(new Set(live.map(({ rule }) => rule)).size).toBeGreaterThan(12);
    expect(live).toEqual(
      await replayedEpisodes(folder, "edge.ndjson", new Date(end + 3_600_000).toISOString()),
    );
    expect(await daemon.stop()).toBe(0);
  });

  it("from the past, over a restart; what is long over is told once, as a digest, and says so", {
    timeout: 180_000,
  }, async () => {
    const slack = await startSlackChannel();
    const lines = recording.slice(0, 2_000).map(({ line }) => line);
    // So much delay that the position lies before the first alert, half a minute in, while all the lines come.
    const delay = `delay: ${Date.now() - (firstAt + 1_000)}ms\n`;
    const folder = folderWith(configText({ slackUrl: slack.url }, delay), lines);
    const first = await startServe(folder, SECRETS);
    await post(first, lines.slice(0, 1_000));
    for (let from = 1_000; from < lines.length; from += 250) await post(first, lines.slice(from, from + 250));
    const before = await until("a first step", async () => {
      const { ledger } = await tocsinJson<Status>(folder, "status");
      return ledger?.from !== ledger?.to && ledger;
    });
    expect(await first.stop()).toBe(0);
    expect(before).toMatchObject({ from: "2026-11-22T09:37:40.119Z", late: 0 });
    expect(await recordedEpisodes(folder)).toEqual([]);

    writeFileSync(join(folder, "tocsin.yaml"), configText({ slackUrl: slack.url }, "delay: 0s\n"));
    const second = await startServe(folder, SECRETS);
    const { ledger } = await judgedUpTo(folder, firstAt + 3_600_000);
    expect(ledger).toMatchObject({ gaps: 0, late: 0, from: "2026-11-22T09:37:40.119Z" });
    const live = (await recordedEpisodes(folder)).filter(({ rule }) => !rule.startsWith("tocsin-"));
    expect(live.map(({ rule }) => rule)).toContain("five-consecutive-backoffs");
    expect(live).toEqual(await replayedEpisodes(folder, "edge.ndjson", "2026-11-23T09:00:00Z"));

    const root = await until("the digest", () => slack.roots()[0], { seen: () => second.stderr() });
    expect(root.versions[0]).toMatch(/began and ended more than 1d before being judged/);
    expect(slack.roots()).toHaveLength(1);
    expect(slack.replies()).toEqual([]);
    const { stdout } = await runProgram(["incidents", "show", "1"], { cwd: folder, env: SECRETS });
    expect(stdout).toMatch(/Nobody was told: it had ended [0-9a-z ]+ before it was judged\./);
    expect(await second.stop()).toBe(0);
    await slack.close();
  });
});
