import type { Entry } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { isHaproxyEvent, readHaproxyEvent } from "./haproxy-event.ts";
import {
  decodeHash,
  type HaproxyHead,
  hasServer,
  readConnections,
  readTotals,
  splitHead,
  startHaproxy,
  timer,
} from "./haproxy-line.ts";
import { haproxyOutcome } from "./haproxy-outcome.ts";
import { setOutcome } from "./outcome.ts";
import { addAttribute, addFlag, finishReading, type Reading } from "./reading.ts";
import { readRequestLine } from "./request-line.ts";
import { traceparent } from "./trace-setters.ts";

/**
 * HAProxy with `option httplog`, and httpslog; also what it says of its servers in the same log. It stamps the start,
 * in local time without its zone, and counts the headers in the bytes.
 */
export const haproxyHttp: Format = {
  name: "haproxy_http",
  detect: ({ text }) => split(text) !== undefined || isHaproxyEvent(text),
  parse,
};

/** Timers, status, bytes, two captured cookies, state, connections, queues; captured headers and request follow. */
const NUMBERS =
  /^(-?\d{1,10})\/(-?\d{1,10})\/(-?\d{1,10})\/(-?\d{1,10})\/([+-]?\d{1,10}) (-?\d{1,3}) (\+?\d{1,15}) (\S+) (\S+) ([A-Za-z-]{4}) (\d{1,10})\/(\d{1,10})\/(\d{1,10})\/(\d{1,10})\/(\+?\d{1,10}) (\d{1,10})\/(\d{1,10})(?= |$)/;

interface Parts {
  readonly head: HaproxyHead;
  readonly numbers: RegExpExecArray;
}

function split(text: string): Parts | undefined {
  const head = splitHead(text);
  const numbers = head === undefined ? null : NUMBERS.exec(head.rest);
  return head === undefined || numbers === null ? undefined : { head, numbers };
}

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const parts = split(line.text);
  const reading = parts && startHaproxy("haproxy_http", parts.head, line, observedTime);
  if (parts === undefined || reading === undefined) {
    return readHaproxyEvent(line, observedTime) ?? { reason: "not a line of HAProxy's HTTP log format" };
  }
  const { entry } = reading;
  entry.kind = "http_request";
  readNumbers(reading, parts);
  readBehind(reading, parts.head.rest.slice(parts.numbers[0].length));
  deriveFields(reading);
  const [, , , connect, answer, , , , , , state = ""] = parts.numbers;
  const answered = timer(answer) !== undefined && timer(connect) !== undefined;
  setOutcome(
    entry,
    haproxyOutcome({ state, hasServer: hasServer(parts.head), answered, status: entry.status }),
  );
  finishReading(reading);
  return entry;
}

function readNumbers(reading: Reading, { numbers }: Parts): void {
  const { entry } = reading;
  const [, receive, queue, connect, answer, total, status, bytes, asked, told, state = "", ...counts] =
    numbers;
  // -1 where HAProxy sent no status at all.
  entry.status = Math.max(0, Number(status));
  readTotals(reading, total, bytes);
  const waits = [receive, queue, connect, answer].map(timer);
  entry.ttfb_ms = sum(waits);
  entry.upstream_ms = sum(waits.slice(2));
  addAttribute(reading, "termination_state", state);
  if (asked !== "-") addAttribute(reading, "captured_request_cookie", asked ?? "");
  if (told !== "-") addAttribute(reading, "captured_response_cookie", told ?? "");
  readConnections(reading, counts);
}

/** Absent where one of them is. */
function sum(waits: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const ms of waits) {
    if (ms === undefined) return undefined;
    total += ms;
  }
  return total;
}

const CAPTURES = ["captured_request_headers", "captured_response_headers"] as const;

/** ` {a|b} {c} "GET /path HTTP/1.1" …`: a first list without a second may also be of the answer's headers. */
function readBehind(reading: Reading, behind: string): void {
  let rest = behind.trimStart();
  for (const name of CAPTURES) {
    const end = rest.startsWith("{") ? rest.indexOf("}") : -1;
    if (end < 0) break;
    readCaptured(reading, name, rest.slice(1, end));
    rest = rest.slice(end + 1).trimStart();
  }
  if (!rest.startsWith('"')) {
    if (rest !== "") addAttribute(reading, "trailing", rest);
    return;
  }
  const end = rest.indexOf('"', 1);
  if (end < 0) readCutRequest(reading, rest.slice(1));
  else {
    readRequestLine(reading, decodeHash(rest.slice(1, end)));
    const trailing = rest.slice(end + 1).trim();
    if (trailing !== "") addAttribute(reading, "trailing", trailing);
  }
}

/** They have places and no names; only a traceparent is known by its look. */
function readCaptured(reading: Reading, name: string, written: string): void {
  if (written === "") return;
  const values = written.split("|").map(decodeHash);
  addAttribute(reading, name, values);
  for (const value of values) if (value.length >= 55) traceparent(reading, value, name);
}

/** HAProxy cuts lines at a length (1,024 by default): a path that is cut would be another path. */
function readCutRequest(reading: Reading, cut: string): void {
  addFlag(reading, "truncated");
  const [method] = /^[A-Z]{1,32}(?= )/.exec(cut) ?? [];
  if (method !== undefined) reading.entry.method = method;
  addAttribute(reading, "request", decodeHash(cut));
}
