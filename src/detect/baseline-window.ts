import type { WindowBaseline } from "../model/condition.ts";
import { createNumberWindow } from "./aggregates.ts";
import { createBaselinePace, type SavedPace } from "./baseline-pace.ts";
import { type BaselineTrack, minuteMs } from "./baseline-track.ts";
import {
  addJudged,
  type BaselineMeasure,
  cellEnd,
  newCell,
  restoreCell,
  type SavedCell,
  saveCell,
  type TallyCell,
} from "./tally-cell.ts";

const never = Number.POSITIVE_INFINITY;

export type SavedWindowBaseline = {
  /** Oldest first; the first `inside` of them are in the window. */
  readonly cells: readonly SavedCell[];
  readonly inside: number;
  readonly taken: number | null;
  readonly pace: SavedPace;
};

/**
 * The value over (t − offset − window, t − offset], from one cell for each minute that had entries: a minute enters
 * the window when it is `offset` old and leaves it `window` later. Memory: a cell for each such minute.
 */
export function createWindowBaseline(
  baseline: WindowBaseline,
  measure: BaselineMeasure,
  saved?: SavedWindowBaseline,
): BaselineTrack {
  const { windowMs, offsetMs, minCount, floor } = baseline;
  const { aggregate } = measure;
  const pace = createBaselinePace(saved?.pace);
  const numbers = aggregate === undefined ? undefined : createNumberWindow(aggregate, "merged");
  // The last of them may still be filling.
  let cells: TallyCell[] = saved?.cells.map(restoreCell) ?? [];
  let inside = 0;
  let matches = 0;
  let others = 0;
  let taken = saved?.taken ?? undefined;
  while (inside < (saved?.inside ?? 0)) moveIn(cells[inside]);

  function leaveOf(cell: TallyCell): number {
    return cell.end + offsetMs + windowMs;
  }

  function moveIn(cell: TallyCell | undefined): void {
    inside++;
    if (cell === undefined) return;
    matches += cell.matches;
    others += cell.others;
    for (const [key, amount] of cell.numbers) numbers?.addPart(leaveOf(cell), key, amount);
  }

  /** To the window as it is at a minute. Nothing enters a cell any more once its end is past. */
  function slide(minute: number): void {
    for (
      let next = cells[inside];
      next !== undefined && next.end + offsetMs <= minute;
      next = cells[inside]
    ) {
      moveIn(next);
    }
    let gone = 0;
    for (let cell = cells[0]; cell !== undefined && leaveOf(cell) <= minute; cell = cells[gone]) {
      matches -= cell.matches;
      others -= cell.others;
      gone++;
    }
    if (gone === 0) return;
    cells = cells.slice(gone);
    inside -= gone;
    numbers?.leave(minute);
  }

  function measured(): number | undefined {
    if (measure.counted(matches, others) < minCount) return undefined;
    return measure.value(matches, others, windowMs, () => numbers?.value(matches) ?? 0);
  }

  /** When the next minute enters the window or leaves it. */
  function nextMove(): number {
    const entering = cells[inside];
    const leaving = cells[0];
    const enters = entering === undefined ? never : entering.end + offsetMs;
    return leaving === undefined ? never : Math.min(enters, leaveOf(leaving));
  }

  return {
    floor,
    enter(at, judged) {
      const end = cellEnd(at, minuteMs);
      let cell = cells[cells.length - 1];
      if (cell?.end !== end) {
        // While it stands still nobody asks for it, and what has left must not pile up.
        if (pace.stands()) slide(end - minuteMs);
        cell = newCell(end);
        cells.push(cell);
      }
      addJudged(cell, judged, aggregate);
    },
    take(at) {
      const minute = pace.minuteAt(at);
      if (minute === undefined || (pace.owed() === undefined && nextMove() > minute)) return;
      slide(minute);
      taken = measured();
      pace.done();
    },
    base: () => taken,
    nextTake: () => (pace.stands() ? never : (pace.owed() ?? nextMove())),
    episode: pace.episode,
    emptyAt() {
      const last = cells[cells.length - 1];
      return Math.max(last === undefined ? -never : leaveOf(last), pace.owed() ?? -never);
    },
    save: (): SavedWindowBaseline => ({
      cells: cells.map(saveCell),
      inside,
      taken: taken ?? null,
      pace: pace.save(),
    }),
  };
}
