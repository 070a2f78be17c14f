import type { Entry } from "../model/entry.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import {
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
import { addAttribute, finishReading } from "./reading.ts";

/** HAProxy with `option tcplog`: a session, without anything of HTTP in it. */
export const haproxyTcp: Format = {
  name: "haproxy_tcp",
  detect: ({ text }) => split(text) !== undefined,
  parse,
};

/** Timers, bytes, state, connections, queues. */
const NUMBERS =
  /^(-?\d{1,10})\/(-?\d{1,10})\/([+-]?\d{1,10}) (\+?\d{1,10}) ([A-Za-z-]{2}) (\d{1,10})\/(\d{1,10})\/(\d{1,10})\/(\d{1,10})\/(\+?\d{1,10}) (\d{1,10})\/(\d{1,10})(?= |$)/;

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
  const reading = parts && startHaproxy("haproxy_tcp", parts.head, line, observedTime);
  if (parts === undefined || reading === undefined) {
    return { reason: "not a line of HAProxy's TCP log format" };
  }
  const { head, numbers } = parts;
  const [whole, , connect, total, bytes, state = "", ...counts] = numbers;
  readTotals(reading, total, bytes);
  addAttribute(reading, "termination_state", state);
  readConnections(reading, counts);
  const trailing = head.rest.slice(whole.length).trim();
  if (trailing !== "") addAttribute(reading, "trailing", trailing);
  const answered = timer(connect) !== undefined;
  setOutcome(reading.entry, haproxyOutcome({ state, hasServer: hasServer(head), answered }));
  finishReading(reading);
  return reading.entry;
}
