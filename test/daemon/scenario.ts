import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Json } from "../../src/model/entry.ts";
import { runProgram } from "../cli/program.ts";

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A folder of its own with the files given, removed at the end. */
export function scenarioFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-scenario-"));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const SLACK_TOKEN = "xoxb-scenario-token";
export const SECRETS = { SLACK_TOKEN };

export interface ReceiverPorts {
  readonly slackUrl?: string;
  readonly smtpPort?: number;
}

/** Loopback, any free port, nothing waited for longer than a test can wait. */
export function configText({ slackUrl, smtpPort }: ReceiverPorts, more = ""): string {
  const slack =
    slackUrl === undefined
      ? ""
      : `    slack_configs: [{channel: C0ONCALL, token: {env: SLACK_TOKEN}, api_url: "${slackUrl}"}]\n`;
  const email =
    smtpPort === undefined
      ? ""
      : `    email_configs:
      - to: [on-call@example.com]
        from: Tocsin <tocsin@example.com>
        smarthost: 127.0.0.1:${smtpPort}
        require_tls: false
`;
  const receivers =
    slack + email === ""
      ? ""
      : `route: {receiver: on-call, group_wait: 1s}\nreceivers:\n  - name: on-call\n${slack}${email}`;
  return `listen: 127.0.0.1:0\nrules: [./rules]\n${receivers}${more}`;
}

/** Fires at the first 502 of a service, and ends four seconds after the last. */
export const REFUSALS = `id: refusals
title: "{{service}} answers 502"
severity: critical
owner: build-platform
why: So that a test need not wait.
where: kind == "http_request"
group_by: [service]
condition:
  type: any
  match: status == 502
  window: 4s
`;

let lines = 0;

/** A request that ended now, each with a trace id of its own. */
export function requestLine(fields: Readonly<Record<string, string | number>> = {}): string {
  const trace = `aaaaaaaaaaaaaaaa${String(++lines).padStart(16, "0")}`;
  return JSON.stringify({
    time: new Date().toISOString(),
    method: "GET",
    path: "/golang.org/x/text/@v/list",
    service: "athens",
    status: 502,
    client_id: "ci-1",
    pod: "athens-0",
    trace_id: trace,
    ...fields,
  });
}

export interface PostOptions {
  readonly key?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** POST /api/v1/lines */
export async function postLines(
  address: string,
  body: string | Buffer<ArrayBuffer>,
  { key, query = "", headers = {} }: PostOptions = {},
): Promise<Answer> {
  const response = await fetch(`${address}/api/v1/lines?${query}`, {
    method: "POST",
    headers: { ...(key === undefined ? {} : { "idempotency-key": key }), ...headers },
    body,
  });
  const json: unknown = await response.json();
  const record = typeof json === "object" && json !== null ? Object.fromEntries(Object.entries(json)) : {};
  return { status: response.status, headers: response.headers, body: record };
}

/** What `tocsin … --json` prints, of the shape that the caller expects. */
export async function tocsinJson<T>(folder: string, ...args: readonly string[]): Promise<T> {
  const { stdout, stderr } = await runProgram([...args, "--json"], { cwd: folder, env: SECRETS });
  if (stdout === "") throw new Error(`tocsin ${args.join(" ")}: ${stderr}`);
  // The test that asks for it looks at the fields, so a wrong shape shows there.
  return JSON.parse(stdout) as T;
}

export interface Status {
  readonly daemon: { readonly says: Readonly<Record<string, unknown>> | null } | null;
  readonly ledger: {
    readonly from: string;
    readonly to: string;
    readonly gaps: number;
    readonly late: number;
  } | null;
  readonly sources: readonly {
    readonly source: string;
    readonly entries: number;
    readonly unparsable: number;
  }[];
  readonly deliveries: { readonly queued: number; readonly accepted: number; readonly dead: number };
}

export interface ListedAlert {
  readonly rule: string;
  readonly group: Readonly<Record<string, Json>>;
  /** RFC 3339. */
  readonly started_at: string;
  readonly fired_at: string;
  readonly resolved_at: string | null;
  readonly fired_value: number | null;
  readonly resolved_value: number | null;
}

export interface ListedIncident {
  readonly number: number;
  readonly state: string;
  readonly reopened: number;
  readonly alerts: readonly ListedAlert[];
}
