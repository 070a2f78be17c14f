import type { Entry, Json } from "../model/entry.ts";
import { artifactoryLine } from "./artifactory-line.ts";
import { deriveFields } from "./derive.ts";
import { address, count, numberOf, status, target, text, textOf } from "./field-setters.ts";
import type { Format, JsonObject, Line, Unreadable } from "./format.ts";
import { parseLevel } from "./level.ts";
import { addAttribute, finishReading, readKey, type Setter, startReading } from "./reading.ts";
import { setStart } from "./start-stamp.ts";
import { jaeger } from "./trace-setters.ts";
import { requestCause } from "./upstream.ts";

/**
 * JFrog Artifactory: the request log and the outbound request log, fields between bars, and the router's request log,
 * JSON with its durations in nanoseconds.
 */
export const artifactory: Format = {
  name: "artifactory",
  detect: (line) =>
    line.json === undefined ? artifactoryLine(line.text) !== undefined : isRouter(line.json),
  parse: (line, observedTime) =>
    line.json === undefined ? parseLine(line, observedTime) : parseRouter(line.json, line, observedTime),
};

function parseLine(line: Line, observedTime: number): Entry | Unreadable {
  const read = artifactoryLine(line.text);
  if (read === undefined) return { reason: "not a line of Artifactory's request logs" };
  const reading = startReading("artifactory", observedTime, line.flags);
  if (!read(reading)) return { reason: "no such time" };
  reading.entry.kind = "http_request";
  deriveFields(reading);
  reading.entry.origin ??= "unknown";
  reading.entry.cause = requestCause(reading.entry);
  finishReading(reading);
  return reading.entry;
}

/** Traefik, on which the router is built, names its own parts as well. */
const TRAEFIK: readonly string[] = ["RouterName", "ServiceName", "OriginStatus", "entryPointName"];

function isRouter(json: JsonObject): boolean {
  if (json["DownstreamStatus"] === undefined || json["StartUTC"] === undefined) return false;
  if (TRAEFIK.some((key) => json[key] !== undefined)) return false;
  return json["request_Uber-Trace-Id"] !== undefined || json["BackendAddr"] !== undefined;
}

/** `http://localhost:8049`. */
const backend: Setter = ({ entry }, value) => {
  const found = textOf(value)
    ?.replace(/^[a-z][a-z0-9+.-]{0,15}:\/\//i, "")
    .replace(/\/.*$/, "");
  if (found === undefined || found === "" || entry.upstream !== undefined) return false;
  entry.upstream = found;
  entry.upstreams = [found];
  return true;
};

const level: Setter = ({ entry }, value) => {
  entry.level = parseLevel(value);
  return entry.level !== undefined;
};

/** The time of writing says no more than start and duration do, and is of whole seconds. */
const nothing: Setter = () => true;

const ROUTER_KEYS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["BackendAddr", backend],
  ["ServiceAddr", backend],
  ["ClientAddr", address],
  ["DownstreamContentSize", count("bytes")],
  ["DownstreamStatus", status],
  ["RequestMethod", text("method")],
  ["RequestPath", target],
  ["request_Uber-Trace-Id", jaeger],
  ["request_User-Agent", text("user_agent")],
  ["level", level],
  ["msg", text("message")],
  ["time", nothing],
  ["StartUTC", nothing],
  ["Duration", nothing],
]);

function parseRouter(json: JsonObject, line: Line, observedTime: number): Entry | Unreadable {
  if (!isRouter(json)) return { reason: "not a record of JFrog's router" };
  const reading = startReading("artifactory", observedTime, line.flags);
  const { entry } = reading;
  const nanoseconds = numberOf(json["Duration"] ?? null);
  const took = nanoseconds === undefined || nanoseconds < 0 ? undefined : nanoseconds / 1e6;
  if (!setStart(reading, textOf(json["StartUTC"] ?? null) ?? "", took)) return { reason: "no such time" };
  for (const [key, value] of Object.entries(json)) {
    const setter = ROUTER_KEYS.get(key);
    if (setter !== undefined) readKey(reading, setter, key, value);
    else if (isSaid(value)) addAttribute(reading, key, value);
  }
  entry.kind = "http_request";
  deriveFields(reading);
  entry.origin = "unknown";
  entry.cause = requestCause(entry);
  finishReading(reading);
  return entry;
}

function isSaid(value: Json): boolean {
  return value !== "" && value !== "-" && value !== null;
}
