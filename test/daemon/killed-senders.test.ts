import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { runProgram } from "../cli/program.ts";
import { type DaemonProcess, startServe } from "./daemon-process.ts";
import { configText, REFUSALS, scenarioFolder } from "./scenario.ts";
import { until } from "./until.ts";

const PER_BATCH = 25;

/** A sender that has one batch under way until it is answered with success, as OTLP's and Loki's do. */
interface Sender {
  readonly sent: () => number;
  readonly stop: () => Promise<void>;
}

function startSender(address: () => string, path: string, bodyOf: (first: number) => string): Sender {
  let acknowledged = 0;
  let stopping = false;
  const done = (async () => {
    while (!stopping) {
      const body = bodyOf(acknowledged);
      for (let taken = false; !taken; ) {
        const answer = await fetch(`${address()}${path}`, {
          method: "POST",
          body,
          headers: { "content-type": "application/json" },
        }).catch(() => undefined);
        taken = answer?.ok === true;
        if (!taken) await sleep(20);
      }
      acknowledged += PER_BATCH;
      await sleep(5);
    }
  })();
  return {
    sent: () => acknowledged,
    async stop() {
      stopping = true;
      await done;
    },
  };
}

const nanos = (n: number): string => String(BigInt(Date.UTC(2026, 10, 22)) * 1_000_000n + BigInt(n));
const numbers = (first: number): readonly number[] =>
  Array.from({ length: PER_BATCH }, (_, at) => first + at);

const otlpBody = (first: number): string =>
  JSON.stringify({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: numbers(first).map((n) => ({
              timeUnixNano: nanos(n),
              body: { stringValue: "x" },
              attributes: [{ key: "n", value: { intValue: n } }],
            })),
          },
        ],
      },
    ],
  });

const lokiBody = (first: number): string =>
  JSON.stringify({
    streams: [{ stream: { app: "a" }, values: numbers(first).map((n) => [nanos(n), `{"n":${n}}`]) }],
  });

it("killed again and again, OTLP, Loki and a pattern of rotated, packed files are each stored once", async () => {
  const sources = "delay: 0s\nsources: [{name: files, path: 'logs/*.log', format: generic_json}]\n";
  const folder = scenarioFolder({ "rules/refusals.yaml": REFUSALS, "tocsin.yaml": configText({}, sources) });
  const log = join(folder, "logs/app.log");
  mkdirSync(join(folder, "logs"));
  let written = 0;
  const write = (): void => {
    appendFileSync(
      log,
      numbers(written)
        .map((n) => `{"time":"2026-11-22T00:00:00Z","n":${n}}\n`)
        .join(""),
    );
    written += PER_BATCH;
  };
  write();
  let daemon: DaemonProcess = await startServe(folder);
  const otlp = startSender(() => daemon.address, "/v1/logs", otlpBody);
  const loki = startSender(() => daemon.address, "/loki/api/v1/push", lokiBody);
  const writing = setInterval(write, 25);
  for (const [round, aliveMs] of [150, 20, 300, 80].entries()) {
    await sleep(aliveMs);
    await daemon.kill();
    // Rotated and packed while nobody looks; every other time.
    if (round % 2 === 0) {
      renameSync(log, `${log}.${9 - round}`);
      writeFileSync(`${log}.${9 - round}.gz`, gzipSync(readFileSync(`${log}.${9 - round}`)));
      rmSync(`${log}.${9 - round}`);
      await sleep(20);
      write();
    }
    daemon = await startServe(folder);
  }
  const enough = PER_BATCH * 8;
  await until("some batches of each", () => Math.min(otlp.sent(), loki.sent()) >= enough, { maxMs: 30_000 });
  clearInterval(writing);
  await Promise.all([otlp.stop(), loki.stop()]);
  // The files are read a little after they are written.
  const stored = async (): Promise<Readonly<Record<string, number>>> => {
    const { stdout } = await runProgram(
      ["query", "true", "--by", "attributes.n", "--json", "--limit", "100000"],
      {
        cwd: folder,
      },
    );
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    return Object.fromEntries(
      rows.map(({ count, values }) => [String(values["attributes.n"]), Number(count)]),
    );
  };
  const expected: Record<string, number> = {};
  for (const sent of [otlp.sent(), loki.sent(), written]) {
    for (let n = 0; n < sent; n += 1) expected[String(n)] = (expected[String(n)] ?? 0) + 1;
  }
  await until("all to be stored", async () => {
    const found = await stored();
    return Object.keys(found).length >= Object.keys(expected).length ? found : undefined;
  });
  await sleep(300);
  expect(await stored()).toEqual(expected);
  await daemon.stop();
}, 120_000);
