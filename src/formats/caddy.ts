import type { Entry, Json } from "../model/entry.ts";
import { accessOutcome, errorOutcome } from "./caddy-outcome.ts";
import { caddyTime } from "./caddy-time.ts";
import { deriveFields } from "./derive.ts";
import { address, count, duration, status, target, text, textOf } from "./field-setters.ts";
import { type Format, isJsonObject, type JsonObject, type Line, type Unreadable } from "./format.ts";
import { readMember } from "./generic-json.ts";
import { REQUEST_HEADERS, RESPONSE_HEADERS } from "./header-setters.ts";
import { parseLevel } from "./level.ts";
import { setOutcome } from "./outcome.ts";
import {
  addAttribute,
  addFlag,
  applyPostponed,
  finishReading,
  type Reading,
  readKey,
  type Setter,
  startReading,
  weak,
} from "./reading.ts";

/**
 * Caddy 2's log of requests, as JSON or in its console form. It stamps the end; durations are seconds. A request that
 * failed is logged twice: the access line, and an error line, which says why and is no second request.
 */
export const caddy: Format = {
  name: "caddy",
  detect: (line) => recordOf(line) !== undefined,
  parse,
};

/** The record, where it is one of a request: another program may have a `request` too, but not these. */
function recordOf({ json, text }: Line): JsonObject | undefined {
  const record = json ?? consoleRecord(text);
  const request = record?.["request"];
  if (record === undefined || !isJsonObject(request)) return undefined;
  const hasClient = request["remote_ip"] !== undefined || request["remote_addr"] !== undefined;
  const isRequest = hasClient && request["uri"] !== undefined && request["method"] !== undefined;
  return isRequest && (record["ts"] !== undefined || record["logger"] !== undefined) ? record : undefined;
}

/** `time⇥LEVEL⇥logger⇥message⇥{…}`. */
const CONSOLE = /^([^\t{]{1,40})\t([A-Z]{4,6}|[a-z]{4,6})\t(http[\w.]{0,200})\t([^\t]{0,4096})\t(?=\{)/;

function consoleRecord(line: string): JsonObject | undefined {
  const head = line.endsWith("}") ? CONSOLE.exec(line) : null;
  if (head === null) return undefined;
  const [whole, ts = "", level = "", logger = "", msg = ""] = head;
  try {
    const fields: Json = JSON.parse(line.slice(whole.length));
    return isJsonObject(fields) ? { ts, level, logger, msg, ...fields } : undefined;
  } catch {
    return undefined;
  }
}

const time: Setter = (reading, value) => {
  const stamp = caddyTime(value);
  if (stamp === undefined) return false;
  reading.entry.time = stamp.instant;
  reading.entry.time_precision = stamp.precision;
  if (stamp.flag !== undefined) addFlag(reading, stamp.flag);
  return true;
};

const level: Setter = ({ entry }, value) => {
  entry.level = parseLevel(value);
  return entry.level !== undefined;
};

const request: Setter = (reading, value) => {
  if (!isJsonObject(value)) return false;
  readClient(reading, value);
  for (const key in value) readPart(reading, REQUEST_KEYS.get(key), key, value[key] ?? null);
  return true;
};

/** The client by the proxies that Caddy trusts, else the peer, which old releases call remote_addr. */
function readClient(reading: Reading, request: JsonObject): void {
  const { client_ip: client, remote_ip: peer, remote_addr: old } = request;
  address(reading, client ?? peer ?? old ?? null, "client_ip");
  if (client !== undefined && peer !== undefined && peer !== client) addAttribute(reading, "remote_ip", peer);
}

/** Headers under their names, lists of values each. */
function headers(setters: ReadonlyMap<string, Setter>, attribute: string): Setter {
  return (reading, value) => {
    if (!isJsonObject(value)) return false;
    for (const name in value) {
      const setter = setters.get(name.toLowerCase());
      if (setter !== undefined) setter(reading, only(value[name] ?? null), name);
    }
    addAttribute(reading, attribute, value);
    return true;
  };
}

/** A header that came once is its value. */
function only(value: Json): Json {
  return Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value;
}

const REQUEST_KEYS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["method", text("method")],
  ["host", text("host")],
  ["uri", target],
  ["headers", headers(REQUEST_HEADERS, "request_headers")],
]);

const RECORD_KEYS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["ts", time],
  ["level", level],
  ["msg", text("message")],
  ["request", request],
  ["status", status],
  ["size", count("bytes")],
  ["duration", duration("duration_ms", "s")],
  ["latency", weak(duration("duration_ms", "s"))],
  ["user_id", weak(text("client_id"))],
  ["resp_headers", headers(RESPONSE_HEADERS, "resp_headers")],
  ["err_id", weak(text("request_id"))],
  ["upstream", text("upstream")],
]);

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const record = recordOf(line);
  if (record === undefined) return { reason: "not a record of a request that Caddy wrote" };
  const reading = startReading("caddy", observedTime, line.flags);
  for (const key in record) {
    const value = record[key] ?? null;
    if (value === null || value === "") continue;
    const setter = RECORD_KEYS.get(key);
    if (setter === undefined) readMember(reading, key, value);
    else readKey(reading, setter, key, value);
  }
  applyPostponed(reading);
  deriveFields(reading);
  deriveOutcome(reading, record);
  finishReading(reading);
  return reading.entry;
}

/** Read beside the table; the peer's port says nothing. */
const READ_APART: ReadonlySet<string> = new Set(["client_ip", "remote_ip", "remote_addr", "remote_port"]);

function readPart(reading: Reading, setter: Setter | undefined, key: string, value: Json): void {
  if (value === null || value === "" || READ_APART.has(key)) return;
  readKey(reading, setter, key === "proto" ? "protocol" : key, value);
}

/** `http.log.access` tells of a request; `http.log.error` and the handlers tell of what went wrong with one. */
function deriveOutcome(reading: Reading, record: JsonObject): void {
  const { entry } = reading;
  const logger = textOf(record["logger"] ?? null) ?? "";
  const isAccess = logger.startsWith("http.log.access") || (logger === "" && entry.bytes !== undefined);
  if (isAccess || (entry.message === "handled request" && entry.status !== undefined)) {
    entry.kind = "http_request";
    const sent = record["resp_headers"];
    setOutcome(entry, accessOutcome(entry, isJsonObject(sent) ? sent : undefined));
    return;
  }
  const failure = textOf(record["error"] ?? null) ?? entry.message ?? "";
  const isError = entry.level === "error" || entry.level === "fatal" || entry.level === "warn";
  if (!isError) return;
  setOutcome(entry, errorOutcome(entry, failure));
  const isUpstreams = entry.cause !== undefined && entry.cause !== "auth" && entry.cause !== "client_abort";
  entry.kind = isUpstreams ? "upstream_error" : "app_error";
}
