import { appendFileSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { loadSlack, type SlackServer } from "./built.ts";
import { recordedLine } from "./lines.ts";
import { type Served, serve } from "./served.ts";

/** The pace of the log, which one file takes. */
const linesPerSecond = 5_000;
const writeEveryMs = 20;
/** One channel takes a message a second, so that none waits for the one before. */
const markEveryMs = 2_500;
/** Until the program has settled, at most; as long as the rest. */
const maxWarmUpMs = 5_000;
/** For the last messages, after the log has ended. */
const maxWaitMs = 60_000;
const healthEveryMs = 25;

/** Opens one incident for each mark. */
const MARK_RULE = `id: bench-mark
title: "{{client_id}}"
severity: critical
where: kind == "http_request"
group_by: [client_id]
incident_by: [alertname, client_id]
condition: {type: any, match: status == 599, window: 10m}
`;

export interface Live {
  /** From the write of the line that decides to the message that Slack has accepted, ms. */
  readonly messages: readonly number[];
  /** Marks that were never told. */
  readonly missing: number;
  /** Answers of /-/healthy meanwhile, ms. */
  readonly health: readonly number[];
}

/** A log that is written at its pace for so long, tailed by the daemon, with the 40 rules and one more. */
export async function live(folder: string, seconds: number, settings: string): Promise<Live> {
  const slack = await (await loadSlack())(folder);
  prepare(folder, slack, settings);
  const served = await serve(folder);
  const watch = watchMessages(slack);
  const health = pollHealth(served);
  try {
    const written = await writeLog(join(folder, "edge.log"), seconds);
    const end = performance.now() + maxWaitMs;
    while (watch.seen.size < written.size && performance.now() < end) await sleep(50);
    const messages = [...written].flatMap(([mark, at]) => {
      const seen = watch.seen.get(mark);
      return seen === undefined ? [] : [seen - at];
    });
    return { messages, missing: written.size - messages.length, health: await health.stop() };
  } finally {
    watch.stop();
    await served.stop();
    await slack.stop();
  }
}

function prepare(folder: string, slack: SlackServer, settings: string): void {
  mkdirSync(join(folder, "rules"), { recursive: true });
  copyFileSync(fileURLToPath(new URL("mix-40.yaml", import.meta.url)), join(folder, "rules", "mix.yaml"));
  writeFileSync(join(folder, "rules", "mark.yaml"), MARK_RULE);
  writeFileSync(join(folder, "edge.log"), "");
  writeFileSync(
    join(folder, "tocsin.yaml"),
    `listen: 127.0.0.1:0
rules: [./rules]
sources: [{name: edge, path: ./edge.log}]
receivers:
  - name: ops
    slack_configs: [{channel: "#ops", token: {env: BENCH_SLACK_TOKEN}, api_url: "${slack.apiUrl}"}]
${settings}`,
  );
}

/** By mark, when its line was written. */
async function writeLog(file: string, seconds: number): Promise<ReadonlyMap<string, number>> {
  const written = new Map<string, number>();
  const started = performance.now();
  let place = 0;
  const warmUpMs = Math.min(maxWarmUpMs, seconds * 1000);
  let nextMark = warmUpMs;
  for (;;) {
    const elapsed = performance.now() - started;
    if (elapsed > warmUpMs + seconds * 1000) return written;
    const due = Math.floor((elapsed / 1000) * linesPerSecond);
    const lines: string[] = [];
    for (; place < due; place++) lines.push(recordedLine(place, Date.now()));
    if (elapsed >= nextMark) {
      const mark = `mark-${written.size}.`;
      lines.push(markLine(mark));
      written.set(mark, performance.now());
      nextMark += markEveryMs;
    }
    if (lines.length > 0) appendFileSync(file, `${lines.join("\n")}\n`);
    await sleep(writeEveryMs);
  }
}

function markLine(mark: string): string {
  const record: Record<string, unknown> = JSON.parse(recordedLine(0, Date.now()));
  return JSON.stringify({ ...record, client_id: mark, status: 599 });
}

/** By mark, when its first message was accepted. */
function watchMessages(slack: SlackServer): {
  readonly seen: ReadonlyMap<string, number>;
  readonly stop: () => void;
} {
  const seen = new Map<string, number>();
  let looked = 0;
  const timer = setInterval(() => {
    const messages = slack.messages();
    for (const { text } of messages.slice(looked)) {
      const mark = /mark-\d+\./.exec(text)?.[0];
      if (mark !== undefined && !seen.has(mark)) seen.set(mark, performance.now());
    }
    looked = messages.length;
  }, 5);
  return { seen, stop: () => clearInterval(timer) };
}

function pollHealth({ address }: Served): { readonly stop: () => Promise<readonly number[]> } {
  const answers: number[] = [];
  let stopping = false;
  const polling = (async () => {
    while (!stopping) {
      const asked = performance.now();
      const { ok } = await fetch(`${address}/-/healthy`);
      if (!ok) throw new Error("/-/healthy did not answer with 200");
      answers.push(performance.now() - asked);
      await sleep(healthEveryMs);
    }
  })();
  return {
    async stop() {
      stopping = true;
      await polling;
      return answers;
    },
  };
}
