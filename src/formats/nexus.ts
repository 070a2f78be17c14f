import type { Entry } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import { address, status, target, textOf } from "./field-setters.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { addAttribute, finishReading, type Reading, startReading } from "./reading.ts";
import { parseRequestLine } from "./request-target.ts";
import { parseClfTime } from "./timestamp.ts";
import { requestCause } from "./upstream.ts";

/**
 * Sonatype Nexus: request.log, which differs from an access log in the numbers behind the status (bytes asked to be
 * taken, bytes sent, ms), and outbound-request.log, which begins with the time and has a URL.
 */
export const nexus: Format = {
  name: "nexus",
  detect: ({ json, text }) => json === undefined && split(text) !== undefined,
  parse,
};

interface Parts {
  /** Absent: an outbound request. */
  readonly client: string | undefined;
  readonly user: string;
  readonly time: string;
  readonly request: string;
  readonly status: string;
  readonly requestBytes: string;
  readonly bytes: string;
  readonly ms: string;
  readonly agent: string;
  readonly thread: string | undefined;
}

/** Before the request: who, and when. Users hold no brackets. */
const INBOUND = /^(\S{1,255}) \S{1,64} ([^[\]"]{1,255}) \[([^\]]{26})\] "/;
const OUTBOUND = /^\[([^\]]{26})\] ([^[\]"]{1,255}) "/;
/** Behind it. Older versions write neither what was asked to be taken nor the thread. */
const REST = /^" (\d{3}|-) (?:(-?\d{1,15}|-) )?(-?\d{1,15}|-) (-?\d{1,12}|-) "(.*)"(?: \[([^\]]{1,255})\])?$/;

function split(text: string): Parts | undefined {
  const inbound = INBOUND.exec(text);
  const head = inbound ?? OUTBOUND.exec(text);
  if (head === null) return undefined;
  const { end, rest } = requestEnd(text, head[0].length);
  if (rest === null) return undefined;
  const [, code = "", requestBytes = "-", bytes = "", ms = "", agent = "", thread] = rest;
  const [, first = "", second = "", third = ""] = head;
  const who =
    inbound === null
      ? { client: undefined, user: second, time: first }
      : { client: first, user: second, time: third };
  const request = text.slice(head[0].length, end);
  return { ...who, request, status: code, requestBytes, bytes, ms, agent, thread };
}

/** Quotes that a request may hold; it ends with the first behind which the numbers stand. */
const maxQuotes = 16;

function requestEnd(
  text: string,
  start: number,
): { readonly end: number; readonly rest: RegExpExecArray | null } {
  let end = start - 1;
  for (let tries = 0; tries < maxQuotes; tries += 1) {
    end = text.indexOf('" ', end + 1);
    if (end < 0) break;
    const rest = REST.exec(text.slice(end));
    if (rest !== null) return { end, rest };
  }
  return { end, rest: null };
}

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const parts = split(line.text);
  const time = parts === undefined ? undefined : parseClfTime(parts.time);
  if (parts === undefined || time === undefined) return { reason: "not a line of Nexus' request logs" };
  const reading = startReading("nexus", observedTime, line.flags);
  const { entry } = reading;
  entry.time = time;
  entry.time_precision = "s";
  entry.kind = "http_request";
  entry.client_id = textOf(parts.user);
  entry.user_agent = textOf(parts.agent);
  status(reading, parts.status, "status");
  entry.bytes = known(parts.bytes);
  entry.duration_ms = known(parts.ms);
  readRequest(reading, parts.request);
  if (parts.client === undefined) readOutbound(reading);
  else address(reading, parts.client, "client");
  const asked = known(parts.requestBytes);
  if (asked !== undefined) addAttribute(reading, "request_content_length", asked);
  if (parts.thread !== undefined) addAttribute(reading, "thread", parts.thread);
  deriveFields(reading);
  entry.origin ??= "unknown";
  entry.cause = requestCause(entry);
  finishReading(reading);
  return entry;
}

/** -1 is how an unknown size is written. */
function known(text: string): number | undefined {
  return text === "-" || text.startsWith("-") ? undefined : Number(text);
}

function readRequest(reading: Reading, request: string): void {
  const line = parseRequestLine(request);
  if (line === undefined) {
    if (request !== "" && request !== "-") addAttribute(reading, "request", request);
    return;
  }
  reading.entry.method = line.method;
  if (line.protocol !== undefined) addAttribute(reading, "protocol", line.protocol);
  if (line.target !== undefined && !target(reading, line.target, "request")) {
    addAttribute(reading, "request", request);
  }
}

/** What Nexus asked of a remote repository: the answer is the upstream's. */
function readOutbound(reading: Reading): void {
  const { entry } = reading;
  addAttribute(reading, "direction", "outbound");
  entry.upstream = reading.urlHost;
  entry.upstream_status = entry.status;
  entry.origin = "upstream";
}
