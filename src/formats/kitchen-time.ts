import type { Entry } from "../model/entry.ts";

const KITCHEN = /^(\d{1,2}):(\d{2})([AP])M$/;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The flag of an entry whose stamp was a bare clock. */
export const noDateFlag = "no_date";

/** How far the clock that wrote a stamp may be ahead of ours before the stamp is taken for yesterday's. */
const maxAheadMs = MINUTE_MS;

/**
 * Go's time.Kitchen, `3:04PM`: no date and no zone. It is read as UTC, on the day that puts it last before the
 * moment of reading; a line that is read within its own minute was read live and takes that moment.
 */
export function kitchenInstant(text: string, observedTime: number): number | undefined {
  const ofDay = timeOfDay(text);
  return ofDay === undefined ? undefined : lastAt(ofDay, observedTime);
}

/** Ms since midnight. */
function timeOfDay(text: string): number | undefined {
  const [, hourText, minuteText, half] = KITCHEN.exec(text) ?? [];
  const hour = Number(hourText);
  const minute = Number(minuteText);
  if (!(hour >= 1 && hour <= 12 && minute <= 59)) return undefined;
  return ((hour % 12) * 60 + minute) * MINUTE_MS + (half === "P" ? DAY_MS / 2 : 0);
}

/** The last instant before the moment of reading whose time of day, in ms and UTC, this whole minute is. */
export function lastAt(timeOfDay: number, observedTime: number): number {
  const instant = lastClock(timeOfDay, observedTime);
  return observedTime - instant < MINUTE_MS ? observedTime : instant;
}

/** The same for a clock that shows seconds, which no moment of reading refines. */
export function lastClock(timeOfDay: number, observedTime: number): number {
  const days = Math.floor((observedTime + maxAheadMs - timeOfDay) / DAY_MS);
  return days * DAY_MS + timeOfDay;
}

/** What a bare clock showed: the stamp without what the moment of reading has added to it. */
export function shownByClock({ time, time_precision }: Pick<Entry, "time" | "time_precision">): number {
  return time_precision === "minute" ? Math.floor(time / MINUTE_MS) * MINUTE_MS : time;
}

const CLOCK_STAMP = /^[A-Z]{4,7}\[(\d{1,2}:\d{2}[AP]M)\]: /;
const longestClockStamp = 24;
/** A line may stand a little behind one that was written after it. */
const maxDisorderMs = 60 * MINUTE_MS;

/** How long a bare clock ran from the first to the last line of a file. */
export interface ClockSpan {
  readonly push: (line: string) => void;
  /** Ms; undefined where no line had such a clock. */
  readonly span: () => number | undefined;
}

/** Counts how often the clock passes midnight: then a line shows an earlier time than one before it. */
export function createClockSpan(): ClockSpan {
  let first: number | undefined;
  let newest = 0;
  let midnights = 0;
  return {
    push(line) {
      const text = CLOCK_STAMP.exec(line.slice(0, longestClockStamp))?.[1];
      const ofDay = text === undefined ? undefined : timeOfDay(text);
      if (ofDay === undefined) return;
      if (first === undefined) first = ofDay;
      else if (ofDay < newest - maxDisorderMs) midnights += 1;
      newest = ofDay;
    },
    span: () => (first === undefined ? undefined : midnights * DAY_MS + newest - first),
  };
}
