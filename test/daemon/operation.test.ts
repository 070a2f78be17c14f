import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { listen, runProgram, startProgram } from "../cli/program.ts";
import { startServe } from "./daemon-process.ts";
import {
  configText,
  type ListedIncident,
  postLines,
  REFUSALS,
  requestLine,
  type Status,
  scenarioFolder,
  tocsinJson,
} from "./scenario.ts";
import { until } from "./until.ts";

const mounted: string[] = [];

afterAll(() => {
  for (const folder of mounted.splice(0)) {
    spawnSync("umount", ["-l", join(folder, "data")]);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A disk of its own, or undefined where this user may not mount one. */
function smallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-disk-"));
  mkdirSync(join(folder, "data"));
  const args = ["-t", "tmpfs", "-o", `size=${megabytes}m`, "none", join(folder, "data")];
  if (spawnSync("mount", args).status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  mounted.push(folder);
  return folder;
}

const lines = (count: number, fields: Readonly<Record<string, string | number>> = {}): string =>
  Array.from({ length: count }, () => `${requestLine({ status: 200, ...fields })}\n`).join("");

async function entriesOf(folder: string, source: string): Promise<number> {
  const { sources } = await tocsinJson<Status>(folder, "status");
  return sources.find((one) => one.source === source)?.entries ?? 0;
}

describe("a disk that is full", () => {
  const disk = smallDisk(3);

  it.skipIf(disk === undefined)(
    "is survived: senders are told to wait, nothing acknowledged is lost, and it goes on when there is space",
    async () => {
      if (disk === undefined) return;
      mkdirSync(join(disk, "rules"));
      writeFileSync(join(disk, "rules/refusals.yaml"), REFUSALS);
      writeFileSync(join(disk, "app.log"), "");
      writeFileSync(
        join(disk, "tocsin.yaml"),
        configText({}, "delay: 0s\nsources: [{name: app, path: ./app.log}]\n"),
      );
      const daemon = await startServe(disk);
      let acknowledged = 0;
      const refused = await until(
        "the disk to be full",
        async () => {
          const answer = await postLines(daemon.address, lines(200, { message: "x".repeat(500) }), {
            query: "source=edge",
          });
          if (answer.status === 200) acknowledged += Number(answer.body["stored"]);
          return answer.status !== 200 && answer;
        },
        { maxMs: 40_000 },
      );
      expect([refused.status, refused.headers.get("retry-after"), refused.body["error"]]).toEqual([
        503,
        "10",
        "the disk is full",
      ]);
      // A file is followed meanwhile, and people and health checks are answered.
      writeFileSync(join(disk, "app.log"), lines(300, { message: "y".repeat(500) }));
      const ready = await until("it to say so", async () => {
        const response = await fetch(`${daemon.address}/-/ready`);
        return response.status === 503 && (await response.text());
      });
      expect(ready).toContain("the disk takes no more");
      expect((await fetch(`${daemon.address}/-/healthy`)).status).toBe(200);
      // Now and then something small still finds a place, and it says no for a moment only.
      await until("metrics to say so", async () =>
        (await (await fetch(`${daemon.address}/metrics`)).text()).includes("tocsin_writable 0\n"),
      );
      await until("status to say so", async () => {
        const { stdout, exit } = await runProgram(["status"], { cwd: disk });
        return stdout.includes("! the disk takes no more") && exit === 1;
      });

      spawnSync("mount", ["-o", "remount,size=64m", join(disk, "data")]);
      await until(
        "it to be ready again",
        async () => (await fetch(`${daemon.address}/-/ready`)).status === 200,
      );
      const again = await until("the same batch to be taken", async () => {
        const answer = await postLines(daemon.address, lines(1, { status: 502 }), { query: "source=edge" });
        return answer.status === 200;
      });
      expect(again).toBe(true);
      await until("the file to be read", async () => (await entriesOf(disk, "app")) === 300);
      expect(await entriesOf(disk, "edge")).toBe(acknowledged + 1);
      await until(
        "judging to go on",
        // That the disk was nearly full may be an incident of its own.
        async () =>
          (await tocsinJson<readonly ListedIncident[]>(disk, "incidents", "list")).some(({ alerts }) =>
            alerts.some((alert) => alert.rule === "refusals"),
          ),
      );
      const { ledger } = await tocsinJson<Status>(disk, "status");
      expect(ledger).toMatchObject({ gaps: 0 });
      expect(await daemon.stop()).toBe(0);
    },
    90_000,
  );
});

describe("stopping", () => {
  it("under load loses nothing that was acknowledged, refuses the rest, and ends with 0 and without a lock", async () => {
    const folder = scenarioFolder({
      "rules/refusals.yaml": REFUSALS,
      "tocsin.yaml": configText({}, "delay: 0s\n"),
    });
    const daemon = await startServe(folder);
    const seen = { acknowledged: 0, refused: [] as string[], stop: false };
    const load = Array.from({ length: 4 }, async () => {
      while (!seen.stop) {
        try {
          const answer = await postLines(daemon.address, lines(500), { query: "source=edge" });
          if (answer.status === 200) seen.acknowledged += Number(answer.body["stored"]);
          else
            seen.refused.push(
              `${answer.status} ${answer.headers.get("retry-after")} ${answer.body["error"]}`,
            );
        } catch {
          // The connection was closed before the batch was taken, or is refused.
          if (seen.stop) return;
          await sleep(5);
        }
      }
    });
    await until("some load", () => seen.acknowledged > 4_000, { maxMs: 30_000 });
    const started = performance.now();
    const exit = await daemon.stop();
    const tookMs = performance.now() - started;
    seen.stop = true;
    await Promise.all(load);
    expect(exit).toBe(0);
    expect(tookMs).toBeLessThan(15_000);
    expect([...new Set(seen.refused)].filter((one) => one !== "503 5 Tocsin is stopping")).toEqual([]);
    // What was acknowledged is there; an answer may have been lost with its connection, but not the other way round.
    expect(await entriesOf(folder, "edge")).toBeGreaterThanOrEqual(seen.acknowledged);
    expect(readdirSync(join(folder, "data")).filter((name) => name === "daemon.json")).toEqual([]);
    const { ledger } = await tocsinJson<Status>(folder, "status");
    expect(ledger).toMatchObject({ gaps: 0 });
  }, 60_000);

  it("waits ten seconds for a message under way, and not at all after a second signal", async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const address = mute.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const receivers = `route: {receiver: hook, group_wait: 0s}
receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:${port}/"}]}]
`;
    const folder = scenarioFolder({
      "rules/refusals.yaml": REFUSALS,
      "tocsin.yaml": configText({}, `delay: 0s\n${receivers}`),
    });
    const child = startProgram(["serve"], { cwd: folder });
    const said = listen(child);
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const at = await until("it to listen", () => /listens on (http:\S+)/.exec(said.stdout())?.[1]);
    const connected = new Promise((resolve) => mute.once("connection", resolve));
    await postLines(at, `${requestLine()}\n`, { query: "source=edge" });
    await connected;
    child.kill("SIGTERM");
    await until("it to say so", async () => {
      const ready = await fetch(`${at}/-/ready`);
      return (await ready.text()).includes("it is stopping");
    });
    const started = performance.now();
    child.kill("SIGTERM");
    expect(await ended).toBe(1);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(said.stderr()).toContain("ended at once, by a second signal");
    mute.closeAllConnections();
    mute.close();
  }, 40_000);
});

describe("retention", () => {
  it("deletes what is old, and leaves page, ticket and message of its incident as they were", async () => {
    const folder = scenarioFolder({
      "rules/refusals.yaml": REFUSALS,
      "tocsin.yaml": configText({}, "delay: 0s\nretention: {max_age: 15s}\n"),
      "old.log": "",
    });
    const daemon = await startServe(folder);
    const page = async (): Promise<string> =>
      (await (await fetch(`${daemon.address}/incidents/1`)).text())
        // What depends on the moment of looking.
        .replaceAll(
          /name="csrf" value="[^"]*"|\d+ (?:seconds?|minutes?) ago|less than a second ago|As of [-0-9: ]+ UTC|Over: no match for [^.]*\./g,
          "",
        );
    const file = `${requestLine()}\n${requestLine({ status: 200 })}\n`;
    writeFileSync(join(folder, "old.log"), file);
    await runProgram(["ingest", "--source", "edge", "old.log"], { cwd: folder });
    await until("its end", async () => {
      const [incident] = await tocsinJson<readonly ListedIncident[]>(folder, "incidents", "list");
      return incident?.state === "resolved";
    });
    const before = await page();
    expect(before).toContain("502");
    await until("the entries to be deleted", async () => (await entriesOf(folder, "edge")) === 0, {
      maxMs: 40_000,
    });
    expect(await page()).toBe(before);
    for (const channel of ["ticket", "slack", "email"]) {
      const { stdout, exit } = await runProgram(["render", "INC-1", "--as", channel], { cwd: folder });
      expect([exit, stdout.includes("athens-0") || stdout.includes("502")]).toEqual([0, true]);
    }
    const again = await runProgram(["ingest", "--source", "edge", "old.log"], { cwd: folder });
    expect(again.stdout).toContain("0 stored");
    expect(again.stdout).toContain("2 older than what is kept");
    expect(await (await fetch(`${daemon.address}/metrics`)).text()).toContain(
      'tocsin_pruned_total{what="entries"} 2\n',
    );
    expect(await daemon.stop()).toBe(0);
  }, 80_000);
});
