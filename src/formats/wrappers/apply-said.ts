import type { Entry, EntryDraft, Json } from "../../model/entry.ts";
import { inheritedFlag } from "../inherit-time.ts";
import { noDateFlag, shownByClock } from "../kitchen-time.ts";
import { isSaidField, type Said } from "./wrapper.ts";

const noZoneFlag = "no_zone";
/** The flag of an entry whose bare clock was completed by the time at which its wrapper got it. */
const inheritedDateFlag = "inherited_date";
/** The flag of an entry whose zone follows from the time at which its wrapper got it. */
const inheritedZoneFlag = "inherited_zone";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Zones are apart by quarters of an hour. */
const QUARTER_MS = 15 * MINUTE_MS;
/** A line is wrapped soon after it was written, by a clock that may be a little behind. */
const maxWaitMs = 5 * MINUTE_MS;
const maxAheadMs = MINUTE_MS;
const widestZoneMs = 15 * 60 * MINUTE_MS;

/**
 * The entry with what its wrappers say, where it does not say it itself. The line was read as if at `readAs`, the
 * wrapper's time if it has one.
 */
export function applySaid(entry: Entry, said: Said, readAs: number, observedTime: number): Entry {
  const draft: EntryDraft = { ...entry };
  // What was printed by `tocsin parse` keeps the moment at which it was read first.
  if (draft.observed_time === readAs) draft.observed_time = observedTime;
  fill(draft, said.fields);
  draft.attributes = joinAttributes(said.attributes, draft.attributes);
  if (said.time !== undefined) applyTime(draft, said.time, said.timeFlags ?? []);
  return draft;
}

function fill(draft: EntryDraft, fields: Said["fields"] = {}): void {
  const absent = Object.entries(fields).filter(([name]) => isSaidField(name) && draft[name] === undefined);
  Object.assign(draft, Object.fromEntries(absent));
}

function joinAttributes(said: Said["attributes"], own: EntryDraft["attributes"]): EntryDraft["attributes"] {
  if (said === undefined || Object.keys(said).length === 0) return own;
  const attributes: Record<string, Json> = Object.create(null);
  return Object.assign(attributes, said, own);
}

function applyTime(draft: EntryDraft, time: number, timeFlags: readonly string[]): void {
  if (draft.time_precision === "none") {
    draft.time = time;
    draft.time_precision = "inherited";
    draft.flags = [...new Set([...(draft.flags ?? []), inheritedFlag, ...timeFlags])];
    return;
  }
  if (draft.flags?.includes(noDateFlag) === true) {
    draft.time = completedClock(draft, time);
    draft.flags = draft.flags.map((flag) => (flag === noDateFlag ? inheritedDateFlag : flag));
    return;
  }
  if (draft.flags?.includes(noZoneFlag) !== true || timeFlags.includes(noZoneFlag)) return;
  const offset = zoneOffset(draft.time, time);
  if (offset === undefined) return;
  draft.time -= offset;
  if (draft.start_time !== undefined) draft.start_time -= offset;
  draft.flags = draft.flags.map((flag) => (flag === noZoneFlag ? inheritedZoneFlag : flag));
}

/** A bare clock, in whatever zone, last before the time at which its line was got, which refines one of minutes. */
function completedClock(draft: EntryDraft, time: number): number {
  const clock = shownByClock(draft);
  for (const shown of [clock, clock + DAY_MS]) {
    const offset = zoneOffset(shown, time);
    if (offset === undefined) continue;
    const completed = shown - offset;
    return draft.time_precision === "minute" && time - completed < MINUTE_MS ? time : completed;
  }
  return draft.time;
}

/** Ms east of UTC of the clock that showed `civil` when a clock in UTC showed about `instant`. */
function zoneOffset(civil: number, instant: number): number | undefined {
  const offset = Math.round((civil - instant) / QUARTER_MS) * QUARTER_MS;
  const wait = instant - (civil - offset);
  if (Math.abs(offset) > widestZoneMs || wait > maxWaitMs || wait < -maxAheadMs) return undefined;
  return offset;
}
