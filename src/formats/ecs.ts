import type { Entry } from "../model/entry.ts";
import { type Format, isJsonObject, type JsonObject, type Line, type Unreadable } from "./format.ts";
import { entryFromRecord } from "./generic-json.ts";

/**
 * Elastic's common schema, as Beats, Elastic Agent and the ECS loggers write it: keys nested or dotted, durations in
 * nanoseconds.
 */
export const ecs: Format = {
  name: "ecs",
  detect: ({ json }) => json !== undefined && isEcs(json),
  parse,
};

/** Objects of the schema; other programs have one of them, hardly two beside its time. */
const OBJECTS: readonly string[] = [
  "http",
  "url",
  "event",
  "client",
  "source",
  "user_agent",
  "log",
  "service",
];
/** Keys that nobody else spells so. */
const DOTTED: readonly string[] = [
  "ecs.version",
  "log.level",
  "http.response.status_code",
  "http.request.method",
  "event.duration",
  "event.dataset",
  "url.path",
  "url.original",
];

function isEcs(json: JsonObject): boolean {
  if (json["@timestamp"] === undefined) return false;
  if (isJsonObject(json["ecs"]) || DOTTED.some((key) => json[key] !== undefined)) return true;
  return OBJECTS.filter((key) => isJsonObject(json[key])).length >= 2;
}

function parse({ json, flags }: Line, observedTime: number): Entry | Unreadable {
  if (json === undefined) return { reason: "not a JSON object" };
  if (!isEcs(json)) return { reason: "not a record of the Elastic common schema" };
  const entry = entryFromRecord(json, observedTime, flags, "ecs");
  // Packetbeat and its like stamp the start.
  if (entry.start_time === entry.time && entry.duration_ms !== undefined) entry.time += entry.duration_ms;
  return entry;
}
