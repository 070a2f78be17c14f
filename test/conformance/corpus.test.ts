import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/model/entry.ts";
import { corpus, countBy, entriesOf } from "./corpus-files.ts";

describe.skipIf(corpus === "")("the corpus", () => {
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

  it("lab/nginx-timed.log says what lab/nginx-json.ndjson says of the same requests", () => {
    const timed = entriesOf("lab/nginx-timed.log");
    const json = entriesOf("lab/nginx-json.ndjson");
    const both = (entry: Entry) => ({
      method: entry.method,
      path: entry.path,
      status: entry.status,
      bytes: entry.bytes,
      duration_ms: entry.duration_ms,
      upstreams: entry.upstreams,
      upstream_statuses: entry.upstream_statuses,
      origin: entry.origin,
      client_id: entry.client_id,
      request_id: entry.request_id,
      second: Math.floor(entry.time / 1000),
    });
    expect(timed.map(both)).toEqual(json.map(both));
    expect(countBy(timed, (entry) => entry.format)).toEqual({ nginx_timed: 5529 });
    expect(timed.filter((entry) => entry.status === 502 && entry.upstream_dead)).toHaveLength(945);
    // It has the header's time, by which a time-out is known to be one.
    expect(timed.filter((entry) => entry.cause === "read_timeout")).toHaveLength(331);
  });

  it("lab/nginx-error.log tells of each failure of lab/nginx-timed.log, and of no other", () => {
    const errors = entriesOf("lab/nginx-error.log");
    expect(countBy(errors, (entry) => entry.cause)).toEqual({
      connect_refused: 945,
      read_timeout: 331,
      rate_limited_edge: 2294,
    });
    expect(countBy(errors, (entry) => entry.kind)).toEqual({ upstream_error: 1276, app_error: 2294 });
    expect(errors.filter((entry) => entry.upstream_dead)).toHaveLength(1276);
    expect(errors.every((entry) => entry.module !== undefined && entry.method === "GET")).toBe(true);
  });

  it("lab2/edge-error.log: every line has its cause, but those that only tell what follows", () => {
    const errors = entriesOf("lab2/edge-error.log");
    expect(countBy(errors, (entry) => `${entry.level} ${entry.cause}`)).toEqual({
      "error connect_refused": 4363,
      "error no_upstream": 48,
      "error premature_close": 6,
      "warn undefined": 44,
    });
    expect(errors.filter((entry) => entry.upstream === undefined)).toEqual([]);
    expect(errors.filter((entry) => entry.upstream_dead !== true).map((entry) => entry.cause)).toEqual(
      Array.from({ length: 5 }, () => "premature_close"),
    );
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
});
