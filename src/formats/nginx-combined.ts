import type { Entry } from "../model/entry.ts";
import { parseClientList } from "./client-list.ts";
import { deriveFields } from "./derive.ts";
import { decodeBackslash } from "./escaped-bytes.ts";
import type { Format, FormatName, Line, Unreadable } from "./format.ts";
import { addAttribute, finishReading, type Reading, startReading } from "./reading.ts";
import { readRequestLine } from "./request-line.ts";
import { CLF_TIME_LENGTH, parseClfTime } from "./timestamp.ts";
import { requestCause } from "./upstream.ts";

/**
 * nginx's `combined`: `client - user [time] "request" status bytes "referer" "agent"`, to the second. Also with
 * a list of clients, a virtual host in front, no user, or more fields behind; Apache writes the same.
 */
export const nginxCombined: Format = {
  name: "nginx_combined",
  detect: isCombined,
  parse,
};

export function isCombined({ json, text }: Line): boolean {
  return json === undefined && timeStart(text) >= 0;
}

interface Parts {
  readonly head: string;
  readonly time: number;
  readonly request: string;
  readonly status: number;
  readonly bytes: number | undefined;
  readonly referer: string;
  readonly agent: string;
  readonly rest: string;
}

/** How many ` [` are looked at: the client and user fields hold none, or very few. */
const maxTimeCandidates = 8;
const STATUS_AND_BYTES = /^ (\d{3}) (\d{1,15}|-)(?: |$)/;

function split(text: string): Parts | undefined {
  const at = timeStart(text);
  if (at < 0) return undefined;
  const time = parseClfTime(text.slice(at, at + CLF_TIME_LENGTH));
  const request = quoted(text, at + CLF_TIME_LENGTH + 2);
  if (time === undefined || request === undefined) return undefined;
  const numbers = STATUS_AND_BYTES.exec(text.slice(request.end, request.end + 24));
  if (!numbers) return undefined;
  const [whole, status, bytes] = numbers;
  const referer = quoted(text, request.end + whole.length);
  const agent = referer && quoted(text, referer.end + 1);
  return {
    head: text.slice(0, at - 2),
    time,
    request: request.inner,
    status: Number(status),
    bytes: bytes === "-" ? undefined : Number(bytes),
    referer: referer?.inner ?? "-",
    agent: agent?.inner ?? "-",
    rest: text.slice(agent?.end ?? referer?.end ?? request.end + whole.length),
  };
}

/** Where the time begins behind ` [`, -1 where there is none. */
function timeStart(text: string): number {
  let from = 0;
  for (let tries = 0; tries < maxTimeCandidates; tries += 1) {
    const bracket = text.indexOf(" [", from);
    if (bracket < 0) return -1;
    const at = bracket + 2;
    if (text.startsWith('] "', at + CLF_TIME_LENGTH) && text.charAt(at + 2) === "/") return at;
    from = at;
  }
  return -1;
}

/** The quoted text that begins at `start`; nginx writes a quote in it as \x22, Apache as \". */
function quoted(text: string, start: number): { readonly inner: string; readonly end: number } | undefined {
  if (text.charAt(start) !== '"') return undefined;
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end, start)) end = text.indexOf('"', end + 1);
  return end < 0 ? undefined : { inner: text.slice(start + 1, end), end: end + 1 };
}

/** An odd number of backslashes before it. */
function isEscaped(text: string, at: number, start: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes > start && text.charCodeAt(at - 1 - slashes) === 92) slashes += 1;
  return slashes % 2 === 1;
}

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const combined = readCombined("nginx_combined", line, observedTime);
  if (combined === undefined) return { reason: "not a line of the combined log format" };
  const { reading, rest } = combined;
  const { entry } = reading;
  readRest(reading, rest);
  deriveFields(reading);
  // The format has no upstream fields, so that neither who decided the status nor a dead upstream shows.
  entry.origin = "unknown";
  entry.cause = requestCause(entry);
  finishReading(reading);
  return entry;
}

/** What the format itself says, and what stands behind it, for the formats that begin like it. */
export function readCombined(
  name: FormatName,
  line: Line,
  observedTime: number,
): { readonly reading: Reading; readonly rest: string } | undefined {
  const parts = split(line.text);
  if (parts === undefined) return undefined;
  const reading = startReading(name, observedTime, line.flags);
  const { entry } = reading;
  entry.kind = "http_request";
  entry.time = parts.time;
  entry.time_precision = "s";
  entry.status = parts.status;
  entry.bytes = parts.bytes;
  if (parts.agent !== "-" && parts.agent !== "") entry.user_agent = decodeBackslash(parts.agent);
  readHead(reading, parts.head);
  readRequestLine(reading, decodeBackslash(parts.request));
  if (parts.referer !== "-" && parts.referer !== "") {
    addAttribute(reading, "referer", decodeBackslash(parts.referer));
  }
  return { reading, rest: parts.rest.trim() };
}

/** Apache with identd: `client ident user`. */
const IDENTIFIED = /^([\da-fA-F]*[.:][\da-fA-F.:]*) (?![\d.:]+ )([^\s,"]+) ([^\s,"]+)$/;

/** `client - user`; the user may be missing, and may hold blanks. */
function readHead(reading: Reading, head: string): void {
  const dash = head.indexOf(" - ");
  const [, address, ident, name = "-"] = dash >= 0 ? [] : (IDENTIFIED.exec(head) ?? []);
  if (address !== undefined) {
    addAttribute(reading, "ident", ident ?? "");
    readClientAndUser(reading, address, name);
    return;
  }
  const clients = dash >= 0 ? head.slice(0, dash) : head.replace(/ -$/, "");
  readClientAndUser(reading, clients, dash >= 0 ? head.slice(dash + 3).trim() : "-");
}

function readClientAndUser(reading: Reading, clients: string, user: string): void {
  const { client, host } = parseClientList(clients);
  reading.entry.client_address = client;
  reading.entry.host = host;
  if (user !== "-" && user !== "") reading.entry.client_id = decodeBackslash(user);
}

/** Fields behind the format's own, whatever they are: kept as they stand. */
export function readRest(reading: Reading, rest: string): void {
  if (rest !== "" && rest !== '"-"' && rest !== "-") addAttribute(reading, "trailing", rest);
}
