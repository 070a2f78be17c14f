import type { Entry } from "../model/entry.ts";
import { formatInstant } from "../model/instant.ts";

/** The flag of an entry whose own time lay too far ahead. */
export const futureFlag = "future";

/**
 * An entry more than maxSkewMs ahead of the moment it was read takes that moment as its time, so that one wrong
 * clock cannot drag log time along. Its own time is kept in attributes.own_time.
 */
export function clampFuture(entry: Entry, maxSkewMs: number): Entry {
  if (entry.time - entry.observed_time <= maxSkewMs) return entry;
  return {
    ...entry,
    time: entry.observed_time,
    flags: [...(entry.flags ?? []), futureFlag],
    attributes: { ...entry.attributes, own_time: formatInstant(entry.time) },
  };
}
