import type { Entry } from "../model/entry.ts";
import { noDateFlag, shownByClock } from "./kitchen-time.ts";

/** The flag of an entry that took the time of the line before it, or of what the line came in. */
export const inheritedFlag = "inherited_time";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Lines of one file may be out of order by this much before a clock that goes back has passed midnight. */
const maxDisorderMs = 60 * MINUTE_MS;

/**
 * For a file that is read long after it was written: the moment of reading says nothing of when a line without a
 * time came about, but the dated line before it does, and so it does for the day of a bare clock. The returned
 * function is given the entries of one file in order; what comes before the first dated line has `fileTime`, about
 * when the file was written, and where that is not known either the moment of reading.
 */
export function timeInheritance(fileTime?: number): (entry: Entry) => Entry {
  let previous = fileTime;
  let isDated = false;

  function timeOf(entry: Entry): number {
    if (previous === undefined || entry.flags?.includes(noDateFlag) !== true) return entry.time;
    if (isDated) return dayAfter(shownByClock(entry), previous);
    // It was read as if the moment at which the file was written were now.
    return shownByClock(entry);
  }

  return (entry) => {
    if (entry.time_precision === "none") return previous === undefined ? entry : inherited(entry, previous);
    const time = timeOf(entry);
    previous = time;
    isDated = true;
    return time === entry.time ? entry : { ...entry, time };
  };
}

function inherited(entry: Entry, time: number): Entry {
  return {
    ...entry,
    time,
    time_precision: "inherited",
    flags: [...(entry.flags ?? []), inheritedFlag],
  };
}

/** The first instant of the same time of day that is not before the previous line's, but for a little disorder. */
function dayAfter(ofDay: number, previous: number): number {
  const earliest = Math.floor(previous / MINUTE_MS) * MINUTE_MS - maxDisorderMs;
  return ofDay + Math.ceil((earliest - ofDay) / DAY_MS) * DAY_MS;
}
