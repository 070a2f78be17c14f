import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/model/entry.ts";
import { corpus, countBy, entriesOf, readCorpus } from "./corpus-files.ts";

/** What a line of HAProxy says, read by another way than the format's. */
function haproxyFields(line: string) {
  const words = line.split(" ");
  const [, , , , client = "", date = "", , names = "", timers = "", status = "", bytes = "", , , state = ""] =
    words;
  const total = Number(timers.split("/")[4]);
  const [, day, , year, clock] = /\[(\d+)\/(\w+)\/(\d+):(.*)\]/.exec(date) ?? [];
  const start = Date.parse(`${year}-11-${day}T${clock}Z`);
  return {
    start,
    time: start + total,
    duration: total,
    client: client.split(":")[0],
    service: names.split("/")[0],
    status: Number(status),
    bytes: Number(bytes),
    state,
    path: words.at(-2),
    captured: /\{(.*?)\}/.exec(line)?.[1]?.split("|"),
  };
}

function ofEntry(entry: Entry): ReturnType<typeof haproxyFields> {
  return {
    start: entry.start_time ?? 0,
    time: entry.time,
    duration: entry.duration_ms ?? -1,
    client: entry.client_address,
    service: entry.service,
    status: entry.status ?? -1,
    bytes: entry.bytes ?? -1,
    state: String(entry.attributes?.["termination_state"]),
    path: entry.path,
    captured: textsOf(entry.attributes?.["captured_request_headers"]),
  };
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

describe.skipIf(corpus === "")("the corpus of front proxies", () => {
  it("lab/haproxy.log: no field of a request is wrong", () => {
    const lines = readCorpus("lab/haproxy.log").split("\n");
    const requests = lines.filter((line) => line.includes("HTTP/1.1"));
    const entries = entriesOf("lab/haproxy.log").filter((entry) => entry.kind === "http_request");
    expect(entries).toHaveLength(5749);
    expect(entries.map(ofEntry)).toEqual(requests.map(haproxyFields));
  });

  it("lab/haproxy.log: who answered, and why not", () => {
    const entries = entriesOf("lab/haproxy.log");
    const told = entries.filter((entry) => entry.kind !== "http_request");
    expect(
      countBy(
        entries.filter((entry) => entry.kind === "http_request"),
        (entry) => `${entry.status} ${entry.origin} ${entry.cause} ${entry.upstream_dead}`,
      ),
    ).toEqual({
      "200 upstream undefined false": 1541,
      "404 upstream undefined false": 44,
      "410 upstream undefined false": 23,
      "429 edge rate_limited_edge undefined": 2805,
      "503 edge no_upstream true": 1179,
      "503 upstream connect_refused true": 86,
      "504 upstream read_timeout true": 71,
    });
    expect(countBy(told, (entry) => `${entry.kind} ${entry.cause}`)).toEqual({
      "upstream_error connect_refused": 2,
      "upstream_error read_timeout": 2,
      "upstream_error no_upstream": 2,
      "lifecycle undefined": 4,
    });
  });

  it("lab/caddy-access.ndjson: no field is wrong", () => {
    const records = readCorpus("lab/caddy-access.ndjson")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    const entries = entriesOf("lab/caddy-access.ndjson");
    const ofRecord = (record: (typeof records)[number]) => ({
      format: "caddy",
      time: Math.floor(Number((record.ts * 1000).toFixed(3))),
      method: record.request.method,
      path: record.request.uri,
      status: record.status,
      bytes: record.size,
      duration_ms: Math.floor(Number((record.duration * 1000).toFixed(3))),
      client_id: record.request.headers["X-Client"][0],
      request_id: record.request.headers["X-Request-Id"][0],
      host: record.request.host,
      upstream_dead: record.status >= 502,
      origin: record.status >= 502 ? "edge" : "upstream",
    });
    const ofCaddy = (entry: Entry) =>
      Object.fromEntries(
        Object.keys(ofRecord(records[0])).map((key) => [
          key,
          Object.entries(entry).find(([name]) => name === key)?.[1],
        ]),
      );
    expect(entries).toHaveLength(2903);
    expect(entries.map(ofCaddy)).toEqual(records.map(ofRecord));
  });

  it("captured/caddy.generated.log: each of its 22 lines", () => {
    const entries = entriesOf("captured/caddy.generated.log");
    expect(entries.map((e) => `${e.kind} ${e.status} ${e.origin} ${e.upstream_dead} ${e.cause}`)).toEqual([
      "http_request 200 upstream false undefined",
      "http_request 200 upstream false undefined",
      "http_request 404 upstream false undefined",
      "http_request 410 upstream false undefined",
      "http_request 429 upstream false rate_limited_upstream",
      "http_request 429 upstream false rate_limited_upstream",
      "http_request 503 upstream false undefined",
      // Its own limit.
      "http_request 429 edge undefined rate_limited_edge",
      // Refused, a failover that does not show, a time-out, TLS, a name that is not found.
      "http_request 502 edge true undefined",
      "http_request 200 upstream false undefined",
      "http_request 504 edge true undefined",
      "http_request 502 edge true undefined",
      "http_request 502 edge true undefined",
      "http_request 200 upstream false truncated",
      "http_request 200 upstream false undefined",
      "http_request 502 edge true undefined",
      "http_request 0 unknown undefined client_abort",
      "http_request 200 upstream false undefined",
      // The same failures once more, with why.
      "upstream_error 502 edge true connect_refused",
      "upstream_error 504 edge true read_timeout",
      "upstream_error 502 edge true tls_verify",
      "upstream_error 502 edge true premature_close",
    ]);
    expect(
      entries.map((entry) => entry.retry_after_seconds).filter((seconds) => seconds !== undefined),
    ).toEqual([300, 90, 120]);
    expect(entries[1]).toMatchObject({
      path: "/github.com/!azure/azure-sdk-for-go/@v/list",
      module: "github.com/Azure/azure-sdk-for-go",
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      span_id: "00f067aa0ba902b7",
      request_id: "abc-1",
    });
  });
});
