import type { Json } from "../model/entry.ts";
import { numberOf } from "./field-setters.ts";
import { inferredEpoch, parseClfTime, parseIsoTime, type Stamp } from "./timestamp.ts";

/** `wall` and its finer forms: `2026/11/22 07:59:03.123`, without a zone. */
const WALL = /^\d{4}\/\d{2}\/\d{2} /;

/** Caddy's `ts` in each of its `time_format`s; a number is seconds unless it can only be something finer. */
export function caddyTime(value: Json): Stamp | undefined {
  const number = numberOf(value);
  if (number !== undefined) return caddyEpoch(number);
  if (typeof value !== "string") return undefined;
  if (WALL.test(value)) return parseIsoTime(value.replace("/", "-").replace("/", "-"));
  const clf = parseClfTime(value);
  return clf === undefined ? parseIsoTime(value) : { instant: clf, precision: "s", flag: undefined };
}

/** A float that happens to be whole is as fine as any other. */
function caddyEpoch(number: number): Stamp | undefined {
  const stamp = inferredEpoch(number, "s");
  return stamp && { ...stamp, precision: "ms" };
}
