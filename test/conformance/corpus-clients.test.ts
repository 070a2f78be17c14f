import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/model/entry.ts";
import { corpus, entriesOf, readCorpus } from "./corpus-files.ts";

/** Structured logs, whose fields are worked out a second time from the plain JSON. */

type Line = Readonly<Record<string, unknown>>;

function linesOf(path: string): readonly Line[] {
  return readCorpus(path)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** The fields that differ, each once, with its first example. */
function differences(path: string, expected: (line: Line) => Line): Readonly<Record<string, string>> {
  const entries = entriesOf(path);
  const lines = linesOf(path);
  expect(entries).toHaveLength(lines.length);
  const found: Record<string, string> = {};
  for (const [at, line] of lines.entries()) {
    const entry = new Map<string, unknown>(Object.entries(entries[at] ?? {}));
    for (const [field, value] of Object.entries(expected(line))) {
      if (entry.get(field) !== value) found[field] ??= `${at + 1}: ${entry.get(field)}, not ${value}`;
    }
  }
  return found;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const decoded = (target: string): string => decodeURIComponent(target.replace(/\?.*/, ""));
const level = (word: unknown): Entry["level"] =>
  (({ INFO: "info", WARN: "warn", ERROR: "error", warning: "warn" }) as const)[text(word) as "INFO"];

describe.skipIf(corpus === "")("the corpus' structured logs", () => {
  it("lab/client-sdk.ndjson: requests and back-offs of clients", () => {
    expect(
      differences("lab/client-sdk.ndjson", (line) => ({
        format: "generic_json",
        time: Date.parse(text(line["ts"])),
        time_precision: "ms",
        kind: line["backoff_ms"] === undefined ? "http_request" : "backoff",
        level: level(line["level"]),
        message: line["msg"],
        trace_id: line["trace_id"],
        client_id: line["client"],
        path: decoded(text(line["path"])),
        attempt: line["attempt"],
        status: line["status"],
        duration_ms: line["duration_ms"],
        backoff_seconds: line["backoff_ms"] === undefined ? undefined : Number(line["backoff_ms"]) / 1000,
        retry_after_seconds: undefined,
        flags: undefined,
      })),
    ).toEqual({});
  });

  it("lab2/upstream.ndjson: the brief's own schema", () => {
    expect(
      differences("lab2/upstream.ndjson", (line) => ({
        format: "generic_json",
        time: Date.parse(text(line["time"])),
        kind: "http_request",
        level: level(line["level"]),
        message: line["message"],
        method: line["method"],
        path: decoded(text(line["path"])),
        status: line["status"],
        bytes: line["bytes"],
        duration_ms: Math.trunc(Number(line["duration_ms"])),
        request_id: line["request_id"],
        trace_id: line["trace_id"],
        pod: line["pod"],
        attributes: undefined,
      })),
    ).toEqual({});
  });

  it("lab2/client.ndjson: the brief's back-off events", () => {
    expect(
      differences("lab2/client.ndjson", (line) => ({
        format: "generic_json",
        time: Date.parse(text(line["time"])),
        kind: "backoff",
        level: level(line["level"]),
        message: line["event"],
        status: line["status_code"],
        retry_after_seconds: line["retry_after_seconds"],
        path: decoded(text(line["endpoint"]).replace("http://goproxy.corp.example", "")),
        host: "goproxy.corp.example",
        client_id: line["client_id"],
        trace_id: line["trace_id"],
        attributes: undefined,
      })),
    ).toEqual({});
  });

  it("lab2/edge.ndjson: nginx' variables", () => {
    const said = (value: unknown): unknown => (value === "" ? undefined : value);
    expect(
      differences("lab2/edge.ndjson", (line) => ({
        format: "nginx_json",
        time: Math.round(Number(line["msec"]) * 1000),
        time_precision: "ms",
        kind: "http_request",
        service: line["service"],
        env: line["env"],
        client_address: line["remote_addr"],
        client_id: said(line["client_id"]),
        request_id: line["request_id"],
        trace_id: text(line["traceparent"]).split("-")[1],
        span_id: text(line["traceparent"]).split("-")[2],
        host: line["host"],
        method: line["method"],
        status: line["status"],
        bytes: line["bytes"],
        content_length: line["content_length"] === "" ? undefined : Number(line["content_length"]),
        duration_ms: Math.round(Number(line["request_time"]) * 1000),
        retry_after: said(line["retry_after"]),
        pod: said(line["pod"]),
        user_agent: said(line["user_agent"]),
      })),
    ).toEqual({});
  });
});
