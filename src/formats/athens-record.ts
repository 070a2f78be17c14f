import type { Entry, EntryDraft, Json } from "../model/entry.ts";
import { athensCause, liesUpstream } from "./athens-cause.ts";
import { deriveFields } from "./derive.ts";
import { status, text, textOf } from "./field-setters.ts";
import { readMember } from "./generic-json.ts";
import { goModule, goVersion } from "./go-setters.ts";
import { finishTime } from "./json-time.ts";
import {
  addAttribute,
  applyPostponed,
  finishReading,
  type Reading,
  readKey,
  type Setter,
} from "./reading.ts";
import { requestCause } from "./upstream.ts";

/**
 * What all of Athens' log formats share. A failing request is two records: an error entry, which says why, and
 * `incoming request`, which has the status. Only request-id joins them.
 */

/** What Athens says when it starts; these lines have no key of its own. */
const LIFECYCLE: ReadonlySet<string> = new Set([
  "Starting application",
  "Exporter not specified. Traces won't be exported",
]);

export function isAthensLifecycle(message: Json | undefined): boolean {
  return typeof message === "string" && LIFECYCLE.has(message);
}

/** Go's r.URL.Path, decoded already: decoding it again would make another path of it, and a `?` is a part of it. */
const path: Setter = ({ entry }, value) => {
  if (typeof value !== "string" || !value.startsWith("/") || entry.path !== undefined) return false;
  entry.path = value;
  return true;
};

/** Keeps a value of Athens' own under a name that cannot be taken for a field of the entry. */
function own(name: string): Setter {
  return (reading, value) => {
    const isEmpty = value === "" || (Array.isArray(value) && value.length === 0);
    if (!isEmpty) addAttribute(reading, name, value);
    return true;
  };
}

const ATHENS_KEYS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["http-method", text("method")],
  ["http-path", path],
  ["http-status", status],
  ["request-id", text("request_id")],
  ["kind", own("athens_kind")],
  ["operation", own("athens_operation")],
  ["ops", own("athens_ops")],
]);

/** Reads one record, whose time and level a text format may have set already. */
export function readAthens(reading: Reading, record: { readonly [key: string]: Json }): Entry {
  for (const key in record) {
    const value = record[key] ?? null;
    // They count where the path names no module, and it is not known yet.
    if (key === "module" || key === "version") continue;
    const setter = ATHENS_KEYS.get(key);
    if (setter === undefined) readMember(reading, key, value);
    else readKey(reading, setter, key, value);
  }
  applyPostponed(reading);
  finishTime(reading);
  deriveFields(reading);
  readModule(reading, record["module"], record["version"]);
  deriveKind(reading);
  finishReading(reading);
  return reading.entry;
}

function readModule(reading: Reading, module: Json | undefined, version: Json | undefined): void {
  const { entry } = reading;
  if (module !== undefined && module !== entry.module) readKey(reading, goModule, "module", module);
  if (version !== undefined && version !== entry.version) readKey(reading, goVersion, "version", version);
}

function deriveKind(reading: Reading): void {
  const { entry } = reading;
  if (entry.status !== undefined) {
    entry.kind = "http_request";
    entry.origin = "unknown";
    entry.cause = requestCause(entry);
    return;
  }
  if (isAthensLifecycle(entry.message)) entry.kind = "lifecycle";
  else if (isFailure(reading)) deriveFailure(reading);
}

/** Time-outs and what was not found are logged at INFO, so that the level alone does not tell. */
function isFailure({ entry, attributes }: Reading): boolean {
  return (
    attributes?.["athens_kind"] !== undefined ||
    attributes?.["athens_operation"] !== undefined ||
    isBad(entry)
  );
}

function isBad({ level }: EntryDraft): boolean {
  return level === "warn" || level === "error" || level === "fatal";
}

function deriveFailure({ entry, attributes, errorText }: Reading): void {
  const ops: readonly Json[] = listOf(attributes?.["athens_ops"]);
  const cause = athensCause({
    text: `${entry.message ?? ""} ${errorText ?? ""}`,
    kind: textOf(attributes?.["athens_kind"] ?? null),
    operations: ops.filter((operation) => typeof operation === "string"),
  });
  entry.cause ??= cause;
  entry.kind = liesUpstream(cause) ? "upstream_error" : "app_error";
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
