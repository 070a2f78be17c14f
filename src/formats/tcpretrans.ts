import type { Entry } from "../model/entry.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { lastClock, noDateFlag } from "./kitchen-time.ts";
import { addAttribute, addFlag, finishReading, type Reading, startReading } from "./reading.ts";

/**
 * The eBPF tool of bcc and of bpftrace: `TIME PID IP LADDR:LPORT T> RADDR:RPORT STATE`, one TCP retransmission a line.
 * Its clock has neither date nor zone.
 */
export const tcpretrans: Format = {
  name: "tcpretrans",
  detect: ({ json, text }) =>
    json === undefined && (EVENT.test(text) || COUNT.test(text) || HEADING.test(text)),
  parse,
};

const ADDRESS = "(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,42})";
/** Ports stand behind a colon, or, in bcc's newer program, in a column of their own. */
const PORT = "(?::| +)(\\d{1,5})";
const EVENT = new RegExp(
  `^(\\d{2}:\\d{2}:\\d{2})(?:\\.\\d{1,9})? +(\\d{1,10}) +(?:(\\S{1,16}) +)??(?:([46]) +)?${ADDRESS}${PORT}` +
    `(?: +([RL])>)? +${ADDRESS}${PORT} +([A-Z][A-Z0-9_-]{2,15})(?: +(\\d{1,20}))?\\s*$`,
);
/** With -c: how many there were of each flow. */
const COUNT = new RegExp(`^\\[?${ADDRESS}\\]?${PORT} +(?:<-> +)?\\[?${ADDRESS}\\]?${PORT} +(\\d{1,12})\\s*$`);
const HEADING = /^(?:Tracing (?:tcp )?retransmits?\b|TIME +PID\b.{0,200}LADDR|LADDR.{0,200}RETRANSMITS\s*$)/;

function parse({ text, flags }: Line, observedTime: number): Entry | Unreadable {
  const reading = startReading("tcpretrans", observedTime, flags);
  const event = EVENT.exec(text);
  const count = event === null ? COUNT.exec(text) : null;
  if (event !== null) {
    if (!readEvent(reading, event)) return { reason: "no such time" };
  } else if (count !== null) {
    const [, laddr = "", lport, raddr = "", rport, number] = count;
    readFlow(reading, laddr, Number(lport), raddr, Number(rport));
    addAttribute(reading, "retransmits", Number(number));
  } else if (HEADING.test(text)) {
    reading.entry.kind = "lifecycle";
    reading.entry.message = text.trim();
  } else return { reason: "not a line of tcpretrans" };
  finishReading(reading);
  return reading.entry;
}

function readEvent(reading: Reading, found: RegExpExecArray): boolean {
  const [, clock = "", pid, comm, ip, laddr = "", lport, type, raddr = "", rport, state, sequence] = found;
  const time = lastAtSecond(clock, reading.entry.observed_time);
  if (time === undefined) return false;
  reading.entry.time = time;
  reading.entry.time_precision = "s";
  addFlag(reading, noDateFlag);
  addAttribute(reading, "pid", Number(pid));
  if (comm !== undefined) addAttribute(reading, "comm", comm);
  if (ip !== undefined) addAttribute(reading, "ip", Number(ip));
  readFlow(reading, laddr, Number(lport), raddr, Number(rport));
  addAttribute(reading, "type", type === "L" ? "tail_loss_probe" : "retransmit");
  addAttribute(reading, "state", state ?? "");
  if (sequence !== undefined) addAttribute(reading, "seq", Number(sequence));
  return true;
}

/** The last instant before the moment of reading at which a clock in UTC showed this. */
function lastAtSecond(clock: string, observedTime: number): number | undefined {
  const [hour = 24, minute = 60, second = 61] = clock.split(":").map(Number);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return lastClock(((hour * 60 + minute) * 60 + second) * 1000, observedTime);
}

/** Where Linux begins to take the ports of those who connect. */
const firstEphemeralPort = 32_768;

/** Whoever has the ephemeral port asked. So it is known which side an upstream is, and which a client. */
function readFlow(reading: Reading, laddr: string, lport: number, raddr: string, rport: number): void {
  const { entry } = reading;
  addAttribute(reading, "laddr", laddr);
  addAttribute(reading, "lport", lport);
  addAttribute(reading, "raddr", raddr);
  addAttribute(reading, "rport", rport);
  const isAsking = lport >= firstEphemeralPort;
  if (isAsking === rport >= firstEphemeralPort) return;
  if (isAsking) entry.upstream = raddr.includes(":") ? `[${raddr}]:${rport}` : `${raddr}:${rport}`;
  else entry.client_address = raddr;
}
