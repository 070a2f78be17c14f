import { describe, expect, it } from "vitest";
import { entryFromRecord } from "../../src/formats/generic-json.ts";
import { OBSERVED, parseText } from "../conformance/run-cases.ts";

function read(record: Parameters<typeof entryFromRecord>[0]) {
  return entryFromRecord(record, OBSERVED);
}

describe("generic_json", () => {
  it("reads the brief's schema", () => {
    const [parsed] = parseText(
      '{"time":"2024-05-21T14:22:37.128Z","level":"info","method":"GET","path":"/golang.org/x/net/@v/v0.23.0.mod","status":200,"bytes":142,"duration_ms":42.6}',
    );
    expect(parsed).toMatchObject({
      n: 1,
      entry: {
        time: Date.UTC(2024, 4, 21, 14, 22, 37, 128),
        time_precision: "ms",
        format: "generic_json",
        kind: "http_request",
        level: "info",
        method: "GET",
        path: "/golang.org/x/net/@v/v0.23.0.mod",
        module: "golang.org/x/net",
        version: "v0.23.0",
        operation: "mod",
        status: 200,
        bytes: 142,
        // Finer than a millisecond is truncated.
        duration_ms: 42,
        attributes: undefined,
        flags: undefined,
      },
    });
  });

  it.each<[Parameters<typeof entryFromRecord>[0], string]>([
    [{ status: 200 }, "http_request"],
    [{ service: "athens", client_id: "ci-1", status: 429, retry_after_seconds: 30 }, "http_request"],
    [{ event: "retry_after_backoff_initiated", status_code: 429, retry_after_seconds: 30 }, "backoff"],
    [{ msg: "Retrying request", delay: "0.39s" }, "backoff"],
    [{ method: "GET", path: "/x", duration_ms: 3 }, "http_request"],
    [{ level: "error", method: "GET", path: "/x", msg: "not found" }, "app_error"],
    [{ level: "info", msg: "started" }, "other"],
    [{ level: "warn", msg: "low disk" }, "other"],
    [{ kind: "lifecycle", status: 200 }, "lifecycle"],
    [{ kind: "Not Found", level: "error" }, "app_error"],
    [{}, "other"],
  ])("%j is %s", (record, kind) => expect(read(record).kind).toBe(kind));

  it("takes units only from names that say them", () => {
    expect(read({ duration_s: 1.5 }).duration_ms).toBe(1500);
    expect(read({ latencyMs: "12.9" }).duration_ms).toBe(12);
    expect(read({ elapsed_us: 2500 }).duration_ms).toBe(2);
    expect(read({ "event.duration": 7_000_000 }).duration_ms).toBe(7);
    expect(read({ event: { duration: 7_000_000 } }).duration_ms).toBe(7);
    expect(read({ duration: "1m30s" }).duration_ms).toBe(90_000);
    const bare = read({ duration: 0.3 });
    expect(bare).toMatchObject({ duration_ms: undefined, flags: ["duration_unit_unknown"] });
    expect({ ...bare.attributes }).toEqual({ duration: 0.3 });
    expect(read({ backoff: 5 }).backoff_seconds).toBeUndefined();
    expect(read({ backoff_ms: 500 }).backoff_seconds).toBe(0.5);
  });

  it("reads ECS, nested and dotted alike", () => {
    const nested = read({
      "@timestamp": "2026-11-22T07:59:03.000Z",
      http: { request: { method: "GET", referrer: "x" }, response: { status_code: 503, body: { bytes: 9 } } },
      url: { original: "/a?b" },
      client: { ip: "10.0.0.1" },
      user_agent: { original: "curl" },
      trace: { id: "4BF92F3577B34DA6A3CE929D0E0E4736" },
      service: { name: "athens", environment: "prod" },
      kubernetes: { pod: { name: "p-1" }, namespace: "go", node: { name: "n" } },
      log: { level: "error" },
      error: { message: "dial tcp: connect: connection refused" },
    });
    const dotted = read({
      "@timestamp": "2026-11-22T07:59:03.000Z",
      "http.request.method": "GET",
      "http.request.referrer": "x",
      "http.response.status_code": 503,
      "http.response.body.bytes": 9,
      "url.original": "/a?b",
      "client.ip": "10.0.0.1",
      "user_agent.original": "curl",
      "trace.id": "4bf92f3577b34da6a3ce929d0e0e4736",
      "service.name": "athens",
      "service.environment": "prod",
      "kubernetes.pod.name": "p-1",
      "kubernetes.namespace": "go",
      "kubernetes.node.name": "n",
      "log.level": "error",
      "error.message": "dial tcp: connect: connection refused",
    });
    expect(nested).toEqual(dotted);
    expect(nested).toMatchObject({
      kind: "http_request",
      method: "GET",
      status: 503,
      bytes: 9,
      path: "/a",
      client_address: "10.0.0.1",
      user_agent: "curl",
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      service: "athens",
      env: "prod",
      pod: "p-1",
      k8s_namespace: "go",
      node: "n",
      level: "error",
      cause: "connect_refused",
    });
    expect({ ...nested.attributes }).toEqual({ "http.request.referrer": "x" });
  });

  it("reads OpenTelemetry's attributes", () => {
    const entry = read({
      severityNumber: 17,
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      attributes: {
        "http.response.status_code": 429,
        "http.response.header.retry-after": ["300"],
        status: "mine",
      },
      resource: { "service.name": "proxy", "deployment.environment.name": "prod" },
    });
    expect(entry).toMatchObject({
      status: 429,
      retry_after_seconds: 300,
      service: "proxy",
      env: "prod",
      level: "error",
    });
    expect({ ...entry.attributes }).toEqual({ status: "mine" });
  });

  it("prefers the better name, wherever it stands", () => {
    expect(read({ client: "a", client_id: "b" }).client_id).toBe("b");
    expect(read({ client_id: "b", client: "a" }).client_id).toBe("b");
    expect(read({ event: "e", message: "m" }).message).toBe("m");
  });

  it("does not take words for what they are not", () => {
    const entry = read({
      module: "views",
      version: "1.2.3",
      operation: "download.Info",
      method: "GET",
      code: 5,
      trace_id: "12",
    });
    expect(entry).toMatchObject({
      module: undefined,
      version: undefined,
      operation: undefined,
      status: undefined,
    });
    expect(Object.keys(entry.attributes ?? {}).sort()).toEqual([
      "code",
      "module",
      "operation",
      "trace_id",
      "version",
    ]);
    expect(read({ version: "v1.0.0", module: "a.b/c" })).toMatchObject({
      module: "a.b/c",
      version: "v1.0.0",
    });
  });

  it("computes the end of a request from its start", () => {
    const start = Date.UTC(2026, 10, 22);
    expect(read({ start_time: "2026-11-22T00:00:00.000Z", duration_ms: 250 })).toMatchObject({
      start_time: start,
      time: start + 250,
    });
  });

  it("has the reading time where the record has none, and says so", () => {
    expect(read({ status: 200 })).toMatchObject({ time: OBSERVED, time_precision: "none" });
    expect(read({ time: "noon" })).toMatchObject({ time: OBSERVED, flags: ["time_unreadable"] });
  });

  it("refines a stamp of whole minutes that is read live", () => {
    const live = Date.UTC(2026, 10, 22, 8, 5, 7);
    expect(entryFromRecord({ time: "2026-11-22T08:05Z" }, live)).toMatchObject({
      time: live,
      time_precision: "minute",
    });
    expect(read({ time: "2026-11-22T08:05Z" }).time).toBe(Date.UTC(2026, 10, 22, 8, 5));
  });

  it("reads rate limits; a reset that can only be an instant is flagged", () => {
    const entry = read({
      time: "2026-11-22T00:00:00Z",
      "X-RateLimit-Limit": "60",
      x_ratelimit_reset: 1795305660,
    });
    expect(entry).toMatchObject({
      ratelimit_limit: 60,
      ratelimit_reset_seconds: 60,
      flags: ["ratelimit_reset_epoch"],
    });
    expect(read({ "RateLimit-Reset": 30 }).ratelimit_reset_seconds).toBe(30);
  });

  it("takes hostile keys for keys", () => {
    const [parsed] = parseText(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}},"toString":1,"status":200}',
    );
    if (parsed === undefined || !("entry" in parsed)) throw new Error("unreadable");
    const { attributes } = parsed.entry;
    expect(Object.keys(attributes ?? {})).toEqual(["__proto__", "constructor", "toString"]);
    expect(Object.getPrototypeOf(attributes)).toBeNull();
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("leaves out numbers that no double holds, and says so", () => {
    const [parsed] = parseText('{"status":200,"bytes":1e999,"x":[1e999],"retry_after":1e999}');
    expect(parsed).toMatchObject({
      entry: {
        bytes: undefined,
        attributes: undefined,
        retry_after_seconds: undefined,
        flags: ["number_too_large"],
      },
    });
    // A number of seconds whose milliseconds are none.
    expect(read({ status: 200, duration_s: 1e306 }).duration_ms).toBeUndefined();
  });

  it("bounds the attributes and says so", () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, index]));
    const entry = read(many);
    expect(Object.keys(entry.attributes ?? {})).toHaveLength(256);
    expect(entry.flags).toEqual(["attributes_cut"]);
  });
});
