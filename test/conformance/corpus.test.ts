import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/model/entry.ts";
import { compare, parseText } from "./run-cases.ts";

const corpus = process.env["TOCSIN_CORPUS"] ?? "";

function read(path: string): string {
  return readFileSync(join(corpus, path), "utf8");
}

function entriesOf(path: string): readonly Entry[] {
  return parseText(read(path)).map((one) => {
    if (!("entry" in one)) throw new Error(`${path}:${one.n} ${one.reason}`);
    return one.entry;
  });
}

function countBy(
  entries: readonly Entry[],
  key: (entry: Entry) => unknown,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const entry of entries) counts[String(key(entry))] = (counts[String(key(entry))] ?? 0) + 1;
  return counts;
}

interface BeatsLine {
  readonly canonical: Readonly<Record<string, string | number>>;
}
interface CrowdsecEvent {
  readonly meta: Readonly<Record<string, string>>;
}

/** They keep the query and write absent values as a dash. */
function absent(value: unknown): unknown {
  return value === undefined || value === "-" ? null : value;
}
function pathOf(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/\?.*/, "") : null;
}

describe.skipIf(corpus === "")("the corpus", () => {
  it("beats' nginx access log: no field is wrong", () => {
    const folder = "formats/beats/nginx/access";
    const lines: readonly BeatsLine[] = JSON.parse(read(`${folder}/test.log.canonical.json`));
    const expected = lines.map(({ canonical: c }) => ({
      format: "nginx_combined",
      time: c["timestamp"],
      method: absent(c["method"]),
      path: pathOf(c["path"]),
      status: c["status"],
      bytes: c["bytes"],
      client_address: c["client_ip"],
      client_id: absent(c["user"]),
      user_agent: absent(c["user_agent"]),
    }));
    expect(compare("beats", parseText(read(`${folder}/test.log`)), expected)).toEqual({
      name: "beats",
      lines: 7,
      unreadable: 0,
      wrong: [],
    });
  });

  it("crowdsec's nginx log: no field is wrong, and the error log's line has a reason", () => {
    const folder = "formats/crowdsec/nginx_http-logs";
    const events: readonly CrowdsecEvent[] = JSON.parse(read(`${folder}/events.expected.json`));
    const expected = events.slice(0, -1).map(({ meta }) => ({
      format: "nginx_combined",
      time: meta["timestamp"]?.replace("Z", ".000Z"),
      method: meta["http_verb"],
      path: pathOf(meta["http_path"]),
      status: Number(meta["http_status"]),
      client_address: meta["source_ip"],
      host: absent(meta["target_fqdn"]),
      user_agent: meta["http_user_agent"],
    }));
    const parsed = parseText(read(`${folder}/nginx_http-logs.log`));
    expect(compare("crowdsec", parsed, [...expected, { reason: "no known format" }])).toMatchObject({
      lines: 9,
      unreadable: 1,
      wrong: [],
    });
  });

  it("lab/nginx-json.ndjson is read whole", () => {
    const entries = entriesOf("lab/nginx-json.ndjson");
    expect(entries).toHaveLength(5529);
    expect(countBy(entries, (entry) => entry.status)).toEqual({
      200: 1855,
      404: 69,
      410: 35,
      429: 2294,
      502: 945,
      504: 331,
    });
    expect(countBy(entries, (entry) => entry.format)).toEqual({ nginx_json: 5529 });
    expect(entries.filter((entry) => (entry.duration_ms ?? 0) >= 1900)).toHaveLength(331);
    expect(entries.filter((entry) => entry.client_id === undefined)).toEqual([]);
    expect(entries.filter((entry) => entry.upstream_dead)).toHaveLength(945);
    expect(countBy(entries, (entry) => entry.origin)).toEqual({ edge: 2294, upstream: 3235 });
  });

  it("lab2/edge.ndjson: the counts of its README", () => {
    const entries = entriesOf("lab2/edge.ndjson");
    expect(countBy(entries, (entry) => entry.status)).toEqual({
      200: 9050,
      404: 317,
      429: 50,
      500: 20,
      502: 1397,
      503: 32,
    });
    expect(new Set(entries.map((entry) => entry.trace_id)).size).toBe(721);
    const overload = entries.filter((entry) => entry.status === 503);
    expect(overload.filter((entry) => entry.retry_after_seconds === undefined)).toHaveLength(12);
    expect(overload.filter((entry) => entry.retry_after_seconds === 5)).toHaveLength(20);
    expect(entries.filter((entry) => (entry.retry_after_seconds ?? 0) >= 300)).toHaveLength(5);
    expect(entries.filter((entry) => (entry.retry_after_seconds ?? 0) > 0)).toHaveLength(70);
    expect(entries.find((entry) => entry.retry_after?.endsWith("GMT"))?.retry_after_seconds).toBeCloseTo(
      419.4,
      1,
    );
    expect(entries.filter((entry) => entry.upstream_dead)).toHaveLength(1397);
    expect(entries.filter((entry) => entry.status === 502 && entry.pod !== undefined)).toEqual([]);
    expect(entries.filter((entry) => entry.cause === "no_upstream")).toHaveLength(48);
    expect(entries.filter((entry) => entry.cause === "truncated")).toHaveLength(5);
    expect(entries.filter((e) => e.status === 200 && e.upstream_statuses?.join() === "502,200")).toHaveLength(
      308,
    );
    expect(
      entries.filter((entry) => entry.status === 404 && (entry.duration_ms ?? 0) >= 10_000),
    ).toHaveLength(4);
    expect(entries.filter((entry) => entry.attributes !== undefined)).toEqual([]);
  });

  it("lab2/upstream.ndjson and client.ndjson: requests and back-off events", () => {
    const upstream = entriesOf("lab2/upstream.ndjson");
    expect(countBy(upstream, (entry) => entry.kind)).toEqual({ http_request: 9469 });
    expect(upstream.every((entry) => entry.trace_id !== undefined && entry.pod !== undefined)).toBe(true);
    const client = entriesOf("lab2/client.ndjson");
    expect(countBy(client, (entry) => entry.kind)).toEqual({ backoff: 70 });
    expect(client.filter((entry) => (entry.retry_after_seconds ?? 0) >= 300)).toHaveLength(5);
    expect(client[0]).toMatchObject({
      level: "warn",
      message: "retry_after_backoff_initiated",
      status: 429,
      retry_after_seconds: 600,
      path: "/github.com/!azure/azure-sdk-for-go/@v/v68.0.0+incompatible.zip",
      module: "github.com/Azure/azure-sdk-for-go",
      version: "v68.0.0+incompatible",
      client_id: "ci-5",
      host: "goproxy.corp.example",
    });
  });

  it("captured/odd.log is accounted for line by line", () => {
    const results = parseText(read("captured/odd.log"));
    const readable = [1, 2, 3, 4, 5, 17, 18, 21, 22, 28, 29, 32];
    const blank = [30, 31];
    expect(results.filter((one) => "entry" in one).map((one) => one.n)).toEqual(readable);
    expect(results.map((one) => one.n)).toEqual(
      Array.from({ length: 32 }, (_, index) => index + 1).filter((n) => !blank.includes(n)),
    );
    expect(countReasons(results)).toEqual({ "not one complete JSON object": 5, "no known format": 13 });
  });
});

function countReasons(results: ReturnType<typeof parseText>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of results) if ("reason" in one) counts[one.reason] = (counts[one.reason] ?? 0) + 1;
  return counts;
}
