import type { Entry, EntryDraft, EntryKind } from "../model/entry.ts";
import { utcInstant } from "./calendar.ts";
import { deriveFields } from "./derive.ts";
import { address } from "./field-setters.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { parseLevel } from "./level.ts";
import { type NginxFailure, nginxFailure } from "./nginx-error-cause.ts";
import { type NginxErrorContext, splitContext } from "./nginx-error-context.ts";
import { addAttribute, addFlag, finishReading, type Reading, startReading } from "./reading.ts";
import { readRequestLine } from "./request-line.ts";

/**
 * nginx's error log: `2026/11/22 08:11:06 [error] 12#34: *56 text, client: …, request: "…", upstream: "…"`. The time
 * is the machine's local one without its zone; it is read as UTC, and flagged.
 */
export const nginxError: Format = {
  name: "nginx_error",
  detect: ({ text }) => text.charCodeAt(20) === 91 && HEAD.test(text),
  parse,
};

const HEAD =
  /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2}) \[(debug|info|notice|warn|error|crit|alert|emerg)\] (\d+)#(\d+): (?:\*(\d+) )?/;

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const head = HEAD.exec(line.text);
  const time = head === null ? undefined : timeOf(head);
  if (head === null || time === undefined) return { reason: "not a line of nginx's error log" };
  const reading = startReading("nginx_error", observedTime, line.flags);
  const { entry } = reading;
  const [whole, , , , , , , level, pid, tid, cid] = head;
  const body = line.text.slice(whole.length);
  entry.time = time;
  entry.time_precision = "s";
  addFlag(reading, "no_zone");
  entry.level = parseLevel(level ?? "");
  entry.message = body === "" ? undefined : body;
  addAttribute(reading, "pid", Number(pid));
  addAttribute(reading, "tid", Number(tid));
  if (cid !== undefined) addAttribute(reading, "cid", Number(cid));
  const context = splitContext(body);
  readContext(reading, context);
  deriveFields(reading);
  const failure = nginxFailure(context.text);
  entry.cause = failure?.cause;
  entry.upstream_dead = failure?.dead;
  entry.kind = kindOf(entry, failure, level);
  finishReading(reading);
  return entry;
}

function timeOf([, year, month, day, hour, minute, second]: readonly string[]): number | undefined {
  return utcInstant({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  });
}

function readContext(reading: Reading, { values, isCut }: NginxErrorContext): void {
  const { entry } = reading;
  const { client, server, request, upstream, host, referrer } = values;
  if (client !== undefined) address(reading, client, "client");
  if (request !== undefined) readRequestLine(reading, request);
  entry.upstream = upstream === undefined ? undefined : upstreamAddress(upstream);
  entry.host = host;
  if (server !== undefined) addAttribute(reading, "server", server);
  if (referrer !== undefined) addAttribute(reading, "referer", referrer);
  if (isCut) addFlag(reading, "truncated");
}

const UPSTREAM_URL = /^[a-z]+:\/\/(unix:[^:]+|[^/]+)/;

/** The address, as the access log names it: `http://10.0.0.1:80/path` is 10.0.0.1:80. */
function upstreamAddress(url: string): string {
  return UPSTREAM_URL.exec(url)?.[1] ?? url;
}

function kindOf(entry: EntryDraft, failure: NginxFailure | undefined, level: string | undefined): EntryKind {
  if (failure?.side === "upstream") return "upstream_error";
  if (failure?.cause === "rate_limited_edge") return "app_error";
  if (entry.level === "error" || entry.level === "fatal") return "app_error";
  return level === "notice" && entry.client_address === undefined ? "lifecycle" : "other";
}
