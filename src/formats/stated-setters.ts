import type { EntryKind } from "../model/entry.ts";
import { numberOf } from "./field-setters.ts";
import type { Setter } from "./reading.ts";

/** Fields that a record may state under the entry's own names, as test entries of rules do. */

const KINDS: readonly EntryKind[] = [
  "http_request",
  "http_start",
  "upstream_error",
  "backoff",
  "app_error",
  "lifecycle",
  "other",
];

export function kindOf(value: unknown): EntryKind | undefined {
  return KINDS.find((kind) => kind === value);
}

/** Athens' kind is an HTTP phrase, and stays an attribute. */
export const kind: Setter = (reading, value) => {
  const found = kindOf(value);
  if (found === undefined) return false;
  reading.entry.kind = found;
  reading.hasKind = true;
  return true;
};

export const origin: Setter = ({ entry }, value) => {
  if (value !== "edge" && value !== "upstream" && value !== "unknown") return false;
  entry.origin = value;
  return true;
};

export const upstreamDead: Setter = ({ entry }, value) => {
  if (typeof value !== "boolean") return false;
  entry.upstream_dead = value;
  return true;
};

export const upstreamStatus: Setter = ({ entry }, value) => {
  const found = numberOf(value);
  if (found === undefined || !Number.isInteger(found) || found < 100 || found > 999) return false;
  entry.upstream_status = found;
  return true;
};

/** Envoy's, a list or joined by commas. */
export const responseFlags: Setter = ({ entry }, value) => {
  const list: readonly unknown[] =
    typeof value === "string" ? value.split(",") : Array.isArray(value) ? value : [];
  const flags = list.filter((flag) => typeof flag === "string").filter((flag) => flag !== "-" && flag !== "");
  if (flags.length === 0 || flags.length !== list.length) return false;
  entry.response_flags = flags;
  return true;
};
