import type { EntryDraft } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import { envoyOutcome } from "./envoy-outcome.ts";
import { address, count, duration, status, text } from "./field-setters.ts";
import { endAfter } from "./fine-time.ts";
import { setOutcome } from "./outcome.ts";
import { addAttribute, finishReading, type Reading, readKey } from "./reading.ts";
import { readRequestLine } from "./request-line.ts";
import { responseFlags } from "./stated-setters.ts";
import { parseIsoTime } from "./timestamp.ts";

/** What Envoy's default format and Istio's have in common: `[start] "METHOD PATH PROTOCOL" code flags …`. */
export interface EnvoyHead {
  readonly start: string;
  readonly request: string;
  readonly code: string;
  readonly flags: string;
  /** What follows the flags. */
  readonly rest: string;
}

/** Ambassador writes ACCESS in front. */
const START = /^(?:ACCESS )?\[(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2}))\] "/;
const CODE_AND_FLAGS = /^" (\d{1,3}|-) (-|[A-Z]{2,6}(?:,[A-Z]{2,6})*) /;
/** How many `" ` are looked at: Envoy escapes nothing, and a path may hold some. */
const maxCandidates = 64;

export function splitEnvoy(line: string): EnvoyHead | undefined {
  const start = START.exec(line);
  if (start === null) return undefined;
  const from = start[0].length;
  let end = line.indexOf('" ', from);
  for (let tries = 0; end >= 0 && tries < maxCandidates; tries += 1) {
    const found = CODE_AND_FLAGS.exec(line.slice(end, end + 64));
    if (found !== null) {
      const [whole, code = "", flags = ""] = found;
      const rest = line.slice(end + whole.length);
      return { start: start[1] ?? "", request: line.slice(from, end), code, flags, rest };
    }
    end = line.indexOf('" ', end + 2);
  }
  return undefined;
}

/** `"xff" "agent" "request id" "authority" "upstream"`. A quote within can only be the agent's. */
export function quotedFive(written: string): readonly string[] | undefined {
  if (!written.startsWith('"') || !written.endsWith('"') || written.length < 2) return undefined;
  const parts = written.slice(1, -1).split('" "');
  if (parts.length < 5) return undefined;
  const [first = ""] = parts;
  return [first, parts.slice(1, -3).join('" "'), ...parts.slice(-3)];
}

const bytesSent = count("bytes");
const took = duration("duration_ms", "ms");
const serviceTime = duration("upstream_ms", "ms");
const userAgent = text("user_agent");
const requestId = text("request_id");
const authority = text("host");

/** Bytes received and sent, duration, the upstream's own time; `-` is how Envoy writes an absent value. */
export function readNumbers(reading: Reading, [received, sent, total, service]: readonly string[]): void {
  if (received !== undefined && received !== "-") addAttribute(reading, "bytes_received", Number(received));
  readKey(reading, bytesSent, "bytes_sent", sent ?? "-");
  readKey(reading, took, "duration", total ?? "-");
  readKey(reading, serviceTime, "upstream_service_time", service ?? "-");
}

/** What quotedFive found. */
export function readQuoted(reading: Reading, quoted: readonly string[]): void {
  const [forwarded = "-", agent = "-", id = "-", host = "-", upstream = "-"] = quoted;
  readForwarded(reading, forwarded);
  readKey(reading, userAgent, "user_agent", agent);
  readKey(reading, requestId, "request_id", id);
  readKey(reading, authority, "authority", host);
  readUpstreamHost(reading.entry, upstream);
}

/** `a, b`: the first is the client where Envoy names none, as far as whoever wrote it can be believed. */
export function readForwarded(reading: Reading, forwarded: string): void {
  if (forwarded === "-" || forwarded === "") return;
  const [first = ""] = forwarded.split(",", 1);
  if (first !== "") address(reading, first.trim(), "x_forwarded_for");
  if (forwarded !== reading.entry.client_address) addAttribute(reading, "x_forwarded_for", forwarded);
}

/** `tcp://10.0.0.1:80` is 10.0.0.1:80, as the newer releases write it. */
export function readUpstreamHost(entry: EntryDraft, host: string): void {
  if (host === "-" || host === "") return;
  entry.upstream = host.replace(/^(?:tcp|udp):\/\//, "");
  entry.upstreams = [entry.upstream];
}

/** Sets what the head says; false where the start is no time. A raw TCP connection has `- - -` for a request. */
export function readHead(reading: Reading, head: EnvoyHead): boolean {
  const { entry } = reading;
  const start = parseIsoTime(head.start);
  if (start === undefined) return false;
  entry.start_time = start.instant;
  entry.time_precision = start.precision;
  if (isTcp(head)) return true;
  entry.kind = "http_request";
  readRequestLine(reading, head.request);
  if (entry.method === "-") entry.method = undefined;
  readKey(reading, status, "status", head.code);
  return true;
}

function isTcp({ request, code }: EnvoyHead): boolean {
  return request === "- - -" && (code === "0" || code === "-");
}

/** How the request ended, as written; details and failure are not in Envoy's default format. */
export interface WrittenEnd {
  readonly flags: string;
  readonly details?: string | undefined;
  readonly failure?: string | undefined;
}

/** Once all fields are there. */
export function finishEnvoy(reading: Reading, { flags, details, failure }: WrittenEnd): void {
  const { entry } = reading;
  readKey(reading, responseFlags, "response_flags", flags);
  if (entry.start_time !== undefined) entry.time = endAfter(entry.start_time, entry.duration_ms);
  deriveFields(reading);
  setOutcome(
    entry,
    envoyOutcome({
      flags: entry.response_flags ?? [],
      details: written(details),
      failure: written(failure),
      status: entry.status,
      hasUpstream: entry.upstream !== undefined,
    }),
  );
  finishReading(reading);
}

function written(value: string | undefined): string | undefined {
  return value === "-" || value === "" ? undefined : value;
}

/** Clusters that are no service: Istio's for what it does not know. */
const NO_SERVICE = /^(?:-|PassthroughCluster|BlackHoleCluster|InboundPassthroughCluster.*)$/;

/** `outbound|8080|v1|athens.ci.svc.cluster.local` is the service athens.ci.svc.cluster.local; a plain name is itself. */
export function readCluster(entry: EntryDraft, cluster: string): void {
  if (cluster === "" || NO_SERVICE.test(cluster)) return;
  const parts = cluster.split("|");
  const name = parts.length === 4 ? parts[3] : cluster;
  if (name !== undefined && name !== "") entry.service ??= name;
}
