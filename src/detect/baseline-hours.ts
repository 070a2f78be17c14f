import type { SameHourBaseline } from "../model/condition.ts";
import { createBaselinePace, type SavedPace } from "./baseline-pace.ts";
import { type BaselineTrack, dayMs, hourMs } from "./baseline-track.ts";
import {
  addJudged,
  type BaselineMeasure,
  cellEnd,
  cellValue,
  newCell,
  restoreCell,
  type SavedCell,
  saveCell,
  type TallyCell,
} from "./tally-cell.ts";

const never = Number.POSITIVE_INFINITY;

/** An hour that is over; without value where it was too thin. */
type Hour = { readonly end: number; readonly value: number | null };

export type SavedHourBaseline = {
  readonly hours: readonly Hour[];
  readonly open: SavedCell | null;
  readonly takenFor: number;
  readonly taken: number | null;
  readonly pace: SavedPace;
};

/**
 * The median of the values of the hour that it is now, on each of the last `days` days: hours of UTC, so no hour is
 * ever missing or double, and a daily pattern that follows a local clock is an hour off for `days` days after that
 * clock changes. Hours with fewer than min_count are left out. Memory: two numbers for each hour.
 */
export function createHourBaseline(
  { days, minCount, floor }: SameHourBaseline,
  measure: BaselineMeasure,
  saved?: SavedHourBaseline,
): BaselineTrack {
  const pace = createBaselinePace(saved?.pace);
  let hours: readonly Hour[] = saved?.hours ?? [];
  let open: TallyCell | undefined = saved?.open == null ? undefined : restoreCell(saved.open);
  // Start of the hour for which it was taken.
  let takenFor = saved?.takenFor ?? -never;
  let taken = saved?.taken ?? undefined;

  /** Its own day's hour is needed `days` days later for the last time. */
  function forgetAt(end: number): number {
    return end + days * dayMs;
  }

  function close(): void {
    if (open === undefined) return;
    const { matches, others, end } = open;
    const enough = measure.counted(matches, others) >= minCount;
    const kept = hours.filter((hour) => forgetAt(hour.end) > end);
    hours = [...kept, { end, value: enough ? cellValue(open, hourMs, measure) : null }];
    open = undefined;
  }

  function medianFor(start: number): number | undefined {
    const values = hours
      .filter(({ end }) => end <= start && (start + hourMs - end) % dayMs === 0 && forgetAt(end) > start)
      .flatMap(({ value }) => (value === null ? [] : [value]))
      .sort((a, b) => a - b);
    const middle = values.length / 2;
    const upper = values[Math.floor(middle)];
    if (upper === undefined) return undefined;
    return Number.isInteger(middle) ? ((values[middle - 1] ?? upper) + upper) / 2 : upper;
  }

  function lastEnd(): number | undefined {
    return open?.end ?? hours[hours.length - 1]?.end;
  }

  return {
    floor,
    enter(at, judged) {
      const end = cellEnd(at, hourMs);
      if (open?.end !== end) {
        close();
        open = newCell(end);
      }
      addJudged(open, judged, measure.aggregate);
    },
    take(at) {
      const minute = pace.minuteAt(at);
      if (minute === undefined) return;
      const start = Math.floor(minute / hourMs) * hourMs;
      if (start === takenFor && pace.owed() === undefined) return;
      // Entries at the end of an hour belong to it, and all up to `at` have entered.
      if (open !== undefined && open.end <= at) close();
      taken = medianFor(start);
      takenFor = start;
      pace.done();
    },
    base: () => taken,
    nextTake() {
      if (pace.stands()) return never;
      const end = lastEnd();
      // The first entry takes it; before that there is nothing to take.
      const nothing = end === undefined || takenFor === -never || forgetAt(end) <= takenFor;
      return pace.owed() ?? (nothing ? never : takenFor + hourMs);
    },
    episode: pace.episode,
    emptyAt() {
      const end = lastEnd();
      return Math.max(end === undefined ? -never : forgetAt(end), pace.owed() ?? -never);
    },
    save: (): SavedHourBaseline => ({
      hours,
      open: open === undefined ? null : saveCell(open),
      takenFor,
      taken: taken ?? null,
      pace: pace.save(),
    }),
  };
}
