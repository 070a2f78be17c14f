import type { Entry, EntryDraft, EntryKind, Level } from "../model/entry.ts";
import { type ApacheFailure, apacheFailure } from "./apache-error-cause.ts";
import { monthNumber, utcInstant } from "./calendar.ts";
import { address } from "./field-setters.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { parseLevel } from "./level.ts";
import { addAttribute, addFlag, finishReading, type Reading, startReading } from "./reading.ts";

/**
 * Apache's error log: `[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35:tid 43] [client 10.0.0.1:1234] AH00128: …`
 * of 2.4, `[Wed Oct 11 14:32:52 2000] [error] [client 10.0.0.1] …` before. The time is the machine's local one.
 */
export const apacheError: Format = {
  name: "apache_error",
  detect: ({ text }) => text.charCodeAt(0) === 91 && HEAD.test(text),
  parse,
};

const HEAD =
  /^\[(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([A-Z][a-z]{2}) (\d{2}| \d) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{3,9}))? (\d{4})\] \[(?:([\w-]{0,64}):)?(emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])\] /;

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const head = line.text.charCodeAt(0) === 91 ? HEAD.exec(line.text) : null;
  const time = head === null ? undefined : timeOf(head);
  if (head === null || time === undefined) return { reason: "not a line of Apache's error log" };
  const [whole, , , , , , fraction, , module, word = ""] = head;
  const reading = startReading("apache_error", observedTime, line.flags);
  const { entry } = reading;
  entry.time = time;
  entry.time_precision = fraction === undefined ? "s" : "ms";
  addFlag(reading, "no_zone");
  entry.level = levelOf(word);
  if (module !== undefined && module !== "-" && module !== "") addAttribute(reading, "apache_module", module);
  const { text, system } = readBody(reading, line.text.slice(whole.length));
  const failure = apacheFailure(text, system);
  entry.cause = failure?.cause;
  entry.upstream_dead = failure?.dead;
  if (failure?.side === "upstream") entry.upstream = upstreamOf(text) ?? entry.upstream;
  entry.kind = kindOf(entry, failure, word);
  finishReading(reading);
  return entry;
}

function timeOf([, month, day, hour, minute, second, fraction, year]: readonly string[]): number | undefined {
  const civil = utcInstant({
    year: Number(year),
    month: monthNumber(month ?? ""),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  });
  return civil === undefined ? undefined : civil + Number((fraction ?? "").slice(0, 3).padEnd(3, "0"));
}

function levelOf(word: string): Level | undefined {
  return word.startsWith("trace") ? "trace" : parseLevel(word);
}

const PROCESS = /^\[pid (\d+)(?::tid (\w+))?\] /;
/** From level debug on, where in Apache's source. */
const PLACE = /^[\w./-]{1,128}\(\d+\): /;
const CLIENT = /^\[client ([^\]\s]+)\] /;
/** The other end of a connection that Apache made. */
const REMOTE_END = /^\[remote ([^\]\s]+)\] /;
const SYSTEM = /^\((\d+)\)([^:]{1,200}): /;
const NUMBER = /^(AH\d{5}): /;
const REFERER = ", referer: ";

interface Body {
  /** The message, without what follows it. */
  readonly text: string;
  readonly system: string | undefined;
}

/** Process, the system's error, client, number and message; 2.2 has the client before the system's error. */
function readBody(reading: Reading, body: string): Body {
  let rest = body;
  const cut = (pattern: RegExp): RegExpExecArray | undefined => {
    const found = pattern.exec(rest) ?? undefined;
    if (found !== undefined) rest = rest.slice(found[0].length);
    return found;
  };
  const [, pid, tid] = cut(PROCESS) ?? [];
  if (pid !== undefined) addAttribute(reading, "pid", Number(pid));
  if (tid !== undefined) addAttribute(reading, "tid", Number(tid));
  const [place] = cut(PLACE) ?? [];
  if (place !== undefined) addAttribute(reading, "source_line", place.slice(0, -2));
  const before = cut(SYSTEM);
  const [, client] = cut(CLIENT) ?? [];
  if (client !== undefined) address(reading, client, "client");
  const [, remote] = cut(REMOTE_END) ?? [];
  if (remote !== undefined) reading.entry.upstream = remote;
  const system = before ?? cut(SYSTEM);
  if (system !== undefined) addAttribute(reading, "system_error", `(${system[1]})${system[2]}`);
  // With the system's error, which says more than the text behind it.
  reading.entry.message = `${system?.[0] ?? ""}${rest}`.trim() || undefined;
  const [, code] = cut(NUMBER) ?? [];
  if (code !== undefined) addAttribute(reading, "code", code);
  return { text: withoutReferer(reading, rest), system: system?.[2] };
}

function withoutReferer(reading: Reading, text: string): string {
  const at = text.lastIndexOf(REFERER);
  if (at < 0) return text;
  addAttribute(reading, "referer", text.slice(at + REFERER.length));
  return text.slice(0, at);
}

const CONNECT = /attempt to connect to (\S+)/;
const REMOTE = /from remote server ([\w.:[\]-]+:\d{1,5})/;
const BACKEND =
  /(?:make connection to backend: |(?:disabling worker|disabled connection) for \()([\w.:[\]-]+)/;

function upstreamOf(text: string): string | undefined {
  return (CONNECT.exec(text) ?? REMOTE.exec(text) ?? BACKEND.exec(text))?.[1];
}

function kindOf(entry: EntryDraft, failure: ApacheFailure | undefined, word: string): EntryKind {
  if (failure?.side === "upstream") return "upstream_error";
  if (entry.level === "error" || entry.level === "fatal") return "app_error";
  return word === "notice" && entry.client_address === undefined ? "lifecycle" : "other";
}
