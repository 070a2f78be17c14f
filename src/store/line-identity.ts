import { hash } from "node:crypto";
import { futureFlag } from "../formats/clamp-future.ts";
import type { Entry } from "../model/entry.ts";

/**
 * A line's identity is (source, hash of the raw line, which copy it is). Where the line says its own time,
 * that time stands in front in the index, which keeps equal lines together and new ones at its end.
 */

/** 48 bits: an integer that SQLite keeps in 6 bytes; two of 10 million lines meet with a chance of 1 in 6. */
const HASH_BYTES = 6;

let lastRaw = "";
let lastHash = hashOf("");

/** The first 48 bits of SHA-256. Counting copies and storing ask for the same line in turn: one is kept. */
export function lineHash(raw: string): number {
  if (raw === lastRaw) return lastHash;
  lastHash = hashOf(raw);
  lastRaw = raw;
  return lastHash;
}

function hashOf(raw: string): number {
  // One call without a Hash object takes half the time; as Latin-1 each character is one byte of it.
  const bytes = hash("sha256", raw, "binary");
  let value = 0;
  for (let i = 0; i < HASH_BYTES; i += 1) value = value * 256 + bytes.charCodeAt(i);
  return value;
}

/**
 * Whether the same line has the same time whenever it is read. A stamp of minutes does not count: read live
 * it takes the observed time within its minute. Nor does one that lay too far ahead: it was replaced by the
 * observed time.
 */
export function hasOwnTime(entry: Entry): boolean {
  if (entry.time_precision !== "ms" && entry.time_precision !== "s") return false;
  return entry.flags === undefined || !entry.flags.includes(futureFlag);
}
