import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../cli/program.ts";
import { type DaemonProcess, startServe } from "./daemon-process.ts";
import { readExposition } from "./exposition.ts";
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

const TOKEN = "scenario-ingest-token";
const AUTHORIZATION = { authorization: `Bearer ${TOKEN}` };
const NDJSON = { ...AUTHORIZATION, "content-type": "application/x-ndjson" };

let daemon: DaemonProcess;
let folder: string;

beforeAll(async () => {
  folder = scenarioFolder({
    "rules/refusals.yaml": REFUSALS,
    token: `${TOKEN}\n`,
    "tocsin.yaml": configText({}, "delay: 0s\nhttp: {token: {file: ./token}}\n"),
  });
  daemon = await startServe(folder);
}, 40_000);

const post = (body: string | Buffer<ArrayBuffer>, query: string, headers: Record<string, string> = NDJSON) =>
  postLines(daemon.address, body, { query, headers });

async function stored(source: string): Promise<number | undefined> {
  const { sources } = await tocsinJson<Status>(folder, "status");
  return sources.find((one) => one.source === source)?.entries;
}

describe("POST /api/v1/lines", () => {
  it("stores plain lines and answers with counts once they are committed", async () => {
    const body = `${requestLine({ status: 200 })}\n${requestLine({ status: 200 })}\nnonsense`;
    const { status, body: answer } = await post(body, "source=plain");
    expect({ status, answer }).toEqual({
      status: 200,
      answer: { stored: 2, already_stored: 0, unparsable: 1, redactions: 0, late: 0 },
    });
    expect(await stored("plain")).toBe(2);
  });

  it("unpacks gzip", async () => {
    const packed = Buffer.from(gzipSync(`${requestLine({ status: 200 })}\n`));
    const { status, body } = await post(packed, "source=packed", { ...NDJSON, "content-encoding": "gzip" });
    expect({ status, body }).toMatchObject({ status: 200, body: { stored: 1 } });
    expect(await stored("packed")).toBe(1);
  });

  it("stores a repeated batch once, and answers as before", async () => {
    const body = `${requestLine({ status: 200 })}\n${requestLine({ status: 200 })}\n`;
    const headers = { ...NDJSON, "idempotency-key": "batch-1" };
    const first = await post(body, "source=repeated", headers);
    const second = await post(body, "source=repeated", headers);
    expect([first.body["stored"], first.status, second.status]).toEqual([2, 200, 200]);
    expect(await stored("repeated")).toBe(2);
    await post(body, "source=repeated", { ...NDJSON, "idempotency-key": "batch-2" });
    expect(await stored("repeated")).toBe(4);
  });

  it("redacts before it stores", async () => {
    const canary = "ghp_CANARYcanaryCANARYcanaryCANARYcanary1";
    const { body } = await post(`${requestLine({ status: 200, message: canary })}\n`, "source=secret");
    expect(body).toMatchObject({ stored: 1, redactions: 1 });
    for (const file of ["entries.db", "entries.db-wal"]) {
      expect(readFileSync(join(folder, "data", file)).includes(canary)).toBe(false);
    }
  });

  it.each<readonly [string, string, Record<string, string>, number, string]>([
    ["an unknown format", "format=nginx", NDJSON, 400, "`format` is not known"],
    ["a source that is no name", "source=a/b", NDJSON, 400, "`source` is no source name"],
    [
      "a key that is none",
      "",
      { ...NDJSON, "idempotency-key": "x".repeat(200) },
      400,
      "Idempotency-Key is no key",
    ],
    ["a packing that is not known", "", { ...NDJSON, "content-encoding": "br" }, 415, "content-encoding br"],
    ["what is not gzip", "", { ...NDJSON, "content-encoding": "gzip" }, 400, ""],
    ["no token", "", {}, 401, "a token is needed"],
    ["another token", "", { authorization: "Bearer nobody" }, 401, "a token is needed"],
  ])("refuses %s", async (_, query, headers, status, error) => {
    const answer = await post("x\n", query, headers);
    expect(answer.status).toBe(status);
    expect(String(answer.body["error"])).toContain(error);
    expect(JSON.stringify(answer.body)).not.toContain(TOKEN);
  });
});

describe("a body that nobody reads to its end", () => {
  it.each<readonly [string, string, string]>([
    ["of no type", "POST", "/api/v1/lines"],
    ["of a page that is not there", "POST", "/api/v1/nothing"],
    ["without the token", "POST", "/api/v1/lines?refused"],
  ])("does not end the daemon: broken gzip %s", async (_, method, path) => {
    const headers = { "content-encoding": "gzip", ...(path.endsWith("refused") ? {} : AUTHORIZATION) };
    const answer = await fetch(`${daemon.address}${path}`, {
      method,
      headers,
      body: Buffer.from("no gzip\n"),
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await fetch(`${daemon.address}/-/healthy`)).status).toBe(200);
  });
});

describe("tocsin ingest beside the daemon", () => {
  it("goes through it, and a second reading adds nothing", async () => {
    // A little ahead, so that however slow the machine is they are not too late to be judged.
    const time = new Date(Date.now() + 60_000).toISOString();
    const line = requestLine({ status: 200, time });
    writeFileSync(join(folder, "app.log"), `${line}\n${line}\n${requestLine({ status: 200, time })}\n`);
    const first = await runProgram(["ingest", "--source", "file", "app.log"], { cwd: folder });
    const second = await runProgram(["ingest", "--source", "file", "app.log"], { cwd: folder });
    expect([first.stderr, second.stderr, first.exit, second.exit]).toEqual(["", "", 0, 0]);
    expect(first.stdout).toBe("3 stored, 0 stored before, 0 unparsable\n");
    expect(second.stdout).toBe("0 stored, 3 stored before, 0 unparsable\n");
    expect(await stored("file")).toBe(3);
  });
});

describe("what it says of itself", () => {
  const get = async (path: string, headers: Record<string, string> = AUTHORIZATION) => {
    const response = await fetch(`${daemon.address}${path}`, { headers });
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      text: await response.text(),
    };
  };

  it("is healthy and ready without a token", async () => {
    expect(await get("/-/healthy", {})).toMatchObject({ status: 200, text: "Tocsin is healthy.\n" });
    expect(await get("/-/ready", {})).toMatchObject({ status: 200, text: "Tocsin is ready.\n" });
  });

  it("asks for the token where numbers are", async () => {
    expect((await get("/metrics", {})).status).toBe(401);
    expect((await get("/api/v1/status", {})).status).toBe(401);
  });

  it("tells how it stands", async () => {
    const { status, text } = await until("a first step", async () => {
      const answer = await get("/api/v1/status");
      return answer.text.includes('"position":"') && answer;
    });
    const says = JSON.parse(text) as Record<string, unknown>;
    expect(status).toBe(200);
    expect(Object.keys(says)).toEqual([
      "now",
      "position",
      "lag_seconds",
      "held_by",
      "idle_sources",
      "open_alerts",
      "open_incidents",
      "backlog_entries",
      "late_entries_waiting",
      "snapshot_age_seconds",
      "queued_characters",
      "not_ready",
      "warming_up",
      "last_reload",
      "since_start",
      "sources_behind",
      "files_left_out",
      "findings",
      "retention",
    ]);
    expect(Math.abs(Date.now() - Date.parse(String(says["position"])))).toBeLessThan(10_000);
  });

  it("has metrics that a Prometheus can read, under their names", async () => {
    const { status, type, text } = await get("/metrics");
    expect(status).toBe(200);
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
    const { families, problems } = readExposition(text);
    expect(problems).toEqual([]);
    expect(families.get("tocsin_entries_judged_total")).toBe("counter");
    expect(text).toContain('tocsin_entries_stored_total{source="plain"} 2\n');
    expect(text).toContain(
      'tocsin_lines_unparsable_total{source="plain",format="auto",reason="no known format"} 1\n',
    );
  });

  it("answers what is not there with 404, as JSON", async () => {
    expect(await get("/api/v1/nothing?x=1")).toMatchObject({
      status: 404,
      text: '{"error":"there is no GET /api/v1/nothing"}',
    });
  });

  it("is read by `tocsin status`, which shows no token", async () => {
    const { stdout, exit } = await runProgram(["status"], { cwd: folder });
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^daemon \d+ at http:\/\/127\.0\.0\.1:\d+\njudged from \S+ to \S+ without a gap/);
    expect(stdout + daemon.stdout() + daemon.stderr()).not.toContain(TOKEN);
    expect(await daemon.stop()).toBe(0);
  });
});
