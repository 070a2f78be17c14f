import { CAUSES } from "./cause.ts";
import type { EntryKind, FieldName, Level, TimePrecision } from "./entry.ts";

const KINDS: readonly EntryKind[] = [
  "http_request",
  "http_start",
  "upstream_error",
  "backoff",
  "app_error",
  "lifecycle",
  "other",
];
const LEVELS: readonly Level[] = ["trace", "debug", "info", "warn", "error", "fatal"];
const PRECISIONS: readonly TimePrecision[] = ["ms", "s", "minute", "inherited", "none"];

/** The words of each field that does not hold any text. */
export const FIELD_WORDS: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  time_precision: PRECISIONS,
  kind: KINDS,
  level: LEVELS,
  cause: CAUSES,
  origin: ["edge", "upstream", "unknown"],
  operation: [
    "list",
    "info",
    "mod",
    "zip",
    "latest",
    "sumdb_supported",
    "sumdb_latest",
    "sumdb_lookup",
    "sumdb_tile",
  ],
};
