import { epochInstant, parseIsoTime } from "../formats/timestamp.ts";
import type { Entry, Json } from "../model/entry.ts";

/** Where a record of another program says when it was read; that of `tocsin parse` and `query` is read with it. */
const ISO_KEYS = ["observed_time"];
const NANO_KEYS = ["observedTimeUnixNano", "observed_time_unix_nano"];

/**
 * The entry as it was when it was first read, by its own word; undefined where it says nothing of that. `readAt`: when
 * it was read now. Only a replay believes it: what is read live is read now, whatever a sender claims.
 */
export function asObserved(entry: Entry, readAt: number): Entry | undefined {
  if (entry.observed_time !== readAt) return entry;
  const at = statedTime(entry.attributes ?? {});
  if (at === undefined) return undefined;
  // Without a time of its own it came about when it was read.
  return entry.time_precision === "none"
    ? { ...entry, observed_time: at, time: at }
    : { ...entry, observed_time: at };
}

function statedTime(attributes: { readonly [key: string]: Json }): number | undefined {
  for (const key of ISO_KEYS) {
    const value = attributes[key];
    const at = typeof value === "string" ? parseIsoTime(value)?.instant : undefined;
    if (at !== undefined) return at;
  }
  for (const key of NANO_KEYS) {
    const value = attributes[key];
    if (typeof value !== "string" && typeof value !== "number") continue;
    const at = epochInstant(Number(value), "ns")?.instant;
    if (at !== undefined) return at;
  }
  return undefined;
}
