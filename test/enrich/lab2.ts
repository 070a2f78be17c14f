import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createEntry, type Entry } from "../../src/model/entry.ts";
import type { StoredEntry } from "../../src/ports/log-store.ts";

/** A line of the recording's access log, as far as these tests look at it. */
export interface Lab2Line {
  readonly msec: number;
  readonly service: string;
  readonly client_id: string;
  readonly traceparent: string;
  readonly method: string;
  readonly uri: string;
  readonly status: number;
  readonly request_time: number;
  readonly upstream_addr: string;
  readonly upstream_status: string;
  readonly retry_after: string;
  readonly pod: string;
}

/** Folder of the corpus, when these tests may use it. */
export const corpus = process.env["TOCSIN_CORPUS"];

export function rawLab2(): readonly string[] {
  return readFileSync(join(corpus ?? "", "lab2", "edge.ndjson"), "utf8")
    .trimEnd()
    .split("\n");
}

export function asLine(raw: string): Lab2Line {
  return JSON.parse(raw);
}

/** A small reader of its own, so that a mistake of the parsers does not hide one of enrichment. */
export function storedLab2(): readonly StoredEntry[] {
  return rawLab2().map((raw, place) => ({
    sequence: place + 1,
    source: "edge",
    entry: asEntry(asLine(raw)),
    raw,
  }));
}

export function timeOf(line: Lab2Line): number {
  return Math.round(line.msec * 1000);
}

function asEntry(line: Lab2Line): Entry {
  const time = timeOf(line);
  const path = decodeURIComponent(line.uri.split("?")[0] ?? "");
  const [, module, file] = /^\/(.+)\/@v\/(.+)$/.exec(path) ?? [];
  const addresses = line.upstream_addr.split(", ");
  const statuses = line.upstream_status.split(", ").map(Number);
  const upstreamStatus = statuses.at(-1);
  return {
    ...createEntry("nginx_json", time),
    time,
    kind: "http_request",
    time_precision: "ms",
    service: line.service,
    client_id: line.client_id,
    trace_id: line.traceparent.split("-")[1],
    method: line.method,
    path,
    module,
    operation: file === "list" ? "list" : /\.(info|mod|zip)$/.exec(file ?? "")?.[1],
    status: line.status,
    duration_ms: Math.round(line.request_time * 1000),
    upstream: addresses.at(-1),
    upstreams: addresses,
    upstream_statuses: statuses,
    upstream_status: upstreamStatus,
    origin: line.status === upstreamStatus ? "upstream" : "edge",
    upstream_dead: line.status === 502,
    retry_after: line.retry_after === "" ? undefined : line.retry_after,
    retry_after_seconds: retryAfter(line.retry_after, time),
    pod: line.pod === "" ? undefined : line.pod,
  };
}

function retryAfter(text: string, time: number): number | undefined {
  if (text === "") return undefined;
  return /^\d+$/.test(text) ? Number(text) : Math.max(0, (Date.parse(text) - time) / 1000);
}
