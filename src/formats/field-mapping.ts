import type { FieldName } from "../model/entry.ts";
import { valueAt } from "./attribute-path.ts";
import { duration, seconds } from "./field-setters.ts";
import type { Format, JsonObject } from "./format.ts";
import { genericJson, readRecord } from "./generic-json.ts";
import { JSON_KEYS } from "./json-keys.ts";
import { epochTime } from "./json-time.ts";
import { addFlag, type Reading, type Setter, startReading } from "./reading.ts";
import type { EpochUnit } from "./timestamp.ts";

/** Which key of somebody's JSON a field is read from. */
export interface FieldMapping {
  readonly field: FieldName;
  /** A key, or keys within keys joined by dots. */
  readonly path: string;
  /** Of a number that is a time or a duration; absent: the field's own, or the value says it. */
  readonly unit?: EpochUnit;
}

/** The flag of an entry in which a mapped key held nothing that its field can be. */
const unreadableFlag = "mapped_field_unreadable";

const DURATIONS = ["duration_ms", "ttfb_ms", "upstream_ms"] as const;
const DELAYS = ["backoff_seconds", "retry_after_seconds", "ratelimit_reset_seconds"] as const;

/** Fields whose numbers have a unit. */
export function hasUnit(field: FieldName): boolean {
  return setterWithUnit(field, "s") !== undefined;
}

/** Fields that a key can be mapped to: what a log says, not what is made of it. */
export function mappableFields(): readonly string[] {
  return [...MAPPABLE];
}

const MAPPABLE: readonly FieldName[] = [
  ...([
    "time",
    "start_time",
    "kind",
    "level",
    "message",
    "cause",
    "method",
    "path",
    "status",
    "bytes",
  ] as const),
  ...(["content_length", "duration_ms", "ttfb_ms", "user_agent", "upstream", "upstream_status"] as const),
  ...(["upstream_ms", "upstream_dead", "origin", "retry_after", "retry_after_seconds"] as const),
  ...(["backoff_seconds", "attempt", "ratelimit_limit", "ratelimit_remaining"] as const),
  ...(["ratelimit_reset_seconds", "module", "version", "operation", "client_id", "client_address"] as const),
  ...(["tenant", "service", "env", "team", "host", "pod", "k8s_namespace", "node", "cluster"] as const),
  ...(["trace_id", "span_id", "request_id", "cache_control", "response_flags"] as const),
];

/** The mapped field of that name, or undefined where there is none. */
export function mappableField(name: string): FieldName | undefined {
  return MAPPABLE.find((field) => field === name);
}

function setterWithUnit(field: FieldName, unit: EpochUnit): Setter | undefined {
  if (field === "time") return epochTime(unit);
  const length = DURATIONS.find((one) => one === field);
  if (length !== undefined) return duration(length, unit);
  const delay = DELAYS.find((one) => one === field);
  return delay === undefined ? undefined : seconds(delay, unit);
}

interface Reader {
  readonly path: string;
  readonly setter: Setter;
}

/** JSON of unknown origin in which some fields stand under names of the program's own. These come first. */
export function mappedJson(mappings: readonly FieldMapping[]): Format {
  const readers = mappings.flatMap(({ field, path, unit }): readonly Reader[] => {
    const setter = unit === undefined ? JSON_KEYS.get(field) : setterWithUnit(field, unit);
    return setter === undefined ? [] : [{ path, setter }];
  });
  return {
    ...genericJson,
    parse(line, observedTime) {
      if (line.json === undefined) return { reason: "not a JSON object" };
      const reading = startReading("generic_json", observedTime, line.flags);
      const read = readMapped(reading, line.json, readers);
      return readRecord(reading, read.size === 0 ? line.json : without(line.json, read));
    },
  };
}

/** Names of the outermost keys that were taken whole. */
function readMapped(reading: Reading, json: JsonObject, readers: readonly Reader[]): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const { path, setter } of readers) {
    const value = valueAt(json, path);
    if (value === undefined || value === null || value === "") continue;
    if (!setter(reading, value, path)) addFlag(reading, unreadableFlag);
    else if (Object.hasOwn(json, path)) taken.add(path);
  }
  return taken;
}

function without(json: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !keys.has(key)));
}
