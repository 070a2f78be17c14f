import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSlackServer } from "../../src/demo/slack-server.ts";
import { startPaced } from "../daemon/daemon-process.ts";
import { until } from "../daemon/until.ts";
import { runProgram } from "./program.ts";

const RULES = fileURLToPath(new URL("../../rules", import.meta.url));
const RUNBOOKS = fileURLToPath(new URL("../../runbooks", import.meta.url));

/** Few enough to be told apart in what the commands say of them; the catalogue grows. */
const RECORDED_RULES: readonly string[] = [
  "_defaults.yaml",
  "backoff/503-without-retry-after.yaml",
  "backoff/backoff-rate.yaml",
  "backoff/five-consecutive-backoffs.yaml",
  "backoff/long-backoff.yaml",
  "backoff/transient-503.yaml",
  "upstream/dead-upstream.yaml",
  "upstream/sustained-502.yaml",
];

const SECRETS = { SLACK_TOKEN: "xoxb-test" };

/** Log time of the first line. */
const firstAt = Date.parse("2026-11-22T09:00:00Z");

/**
 * Makes a data directory as a daemon leaves it: three incidents, two of which was told to a Slack, judged from a
 * short log under a clock that starts with it, so that all instants of the record are the same each time.
 */
export async function recordData(target: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-recorded-"));
  for (const path of RECORDED_RULES) cpSync(join(RULES, path), join(folder, "rules", path));
  cpSync(RUNBOOKS, join(folder, "runbooks"), { recursive: true });
  mkdirSync(join(folder, "slack"));
  const slack = await startSlackServer(join(folder, "slack"));
  writeFileSync(join(folder, "tocsin.yaml"), configText(slack.apiUrl));
  const daemon = await startPaced(folder, { origin: firstAt - 1000, speed: 12 }, SECRETS);
  try {
    const response = await fetch(`${daemon.address}/api/v1/lines?source=edge`, {
      method: "POST",
      body: logText(),
    });
    if (!response.ok) throw new Error(await response.text());
    let seen = "";
    const done = "resolved resolved resolved, 0 waiting";
    await until(
      "three incidents to end and to be told",
      async () => {
        seen = await standing(folder);
        return seen === done;
      },
      { maxMs: 40_000, seen: () => [seen, daemon.stderr()] },
    );
  } finally {
    await daemon.stop();
    await slack.stop();
  }
  cpSync(join(folder, "data"), target, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
}

interface Listed {
  readonly state: string;
}

async function standing(folder: string): Promise<string> {
  const incidents = await runProgram(["incidents", "list", "--json"], { cwd: folder, env: SECRETS });
  const status = await runProgram(["status"], { cwd: folder, env: SECRETS });
  const list = JSON.parse(incidents.stdout || "[]") as readonly Listed[];
  const waiting = / (\d+) waiting/.exec(status.stdout)?.[1] ?? "?";
  return `${list.map(({ state }) => state).join(" ")}, ${waiting} waiting`;
}

function configText(apiUrl: string): string {
  return `listen: 127.0.0.1:0
rules: [./rules]
delay: 0s
max_skew: 1h
route: {receiver: on-call, group_wait: 0s}
receivers:
  - name: on-call
    slack_configs:
      - {channel: "#on-call", token: {env: SLACK_TOKEN}, api_url: "${apiUrl}"}
`;
}

/** Half a minute of a dead upstream among calm, a shower of 503 with Retry-After, one secret and one broken line. */
export function logText(): string {
  const lines: string[] = [];
  const add = (seconds: number, fields: object): void => {
    const time = new Date(firstAt + seconds * 1000).toISOString();
    const trace = `4bf92f3577b34da6a3ce929d0e0e${String(1000 + lines.length)}`;
    const known = {
      method: "GET",
      path: "/github.com/pkg/errors/@v/list",
      service: "athens",
      trace_id: trace,
    };
    lines.push(JSON.stringify({ time, ...known, ...fields }));
  };
  for (let second = 0; second < 5; second++) add(second, { status: 200, client_id: "ci-1", pod: "athens-a" });
  for (let second = 5; second < 36; second += 3) {
    add(second, { status: 502, client_id: `ci-${lines.length % 3}`, pod: "athens-b", upstream_dead: true });
  }
  add(36, { status: 200, client_id: "ci-1", origin: "upstream", pod: "athens-a" });
  add(37, { status: 200, client_id: "ci-2", message: "token ghp_CANARYcanaryCANARYcanaryCANARYcanary1" });
  for (let second = 40; second < 52; second++) {
    add(second, { status: 503, retry_after_seconds: 5, service: "sumdb", pod: "sumdb-a" });
  }
  for (let second = 60; second < 110; second += 10) add(second, { status: 200, client_id: "ci-1" });
  return `${lines.join("\n")}\nthis is no log line\n`;
}
