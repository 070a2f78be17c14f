import type { Entry, Json } from "../model/entry.ts";
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
    attributes: withOwnTime(entry),
  };
}

/** Without a prototype, as the formats make attributes and the store gives them back. */
function withOwnTime(entry: Entry): NonNullable<Entry["attributes"]> {
  const attributes: Record<string, Json> = Object.create(null);
  return Object.assign(attributes, entry.attributes, { own_time: formatInstant(entry.time) });
}
