import type { LineBatch } from "./line-splitter.ts";

/** How many of the last lines belong to a record that is not over: they wait for what follows. */
export type CountUnfinished = (lines: readonly string[]) => number;

/** Lines that wait for the rest of their record. */
export interface HeldLines {
  /** The lines that are over, those held before first; the rest is held. */
  readonly add: (batch: LineBatch) => LineBatch;
  /** All that is held, and what comes last: nothing follows. */
  readonly release: (last?: LineBatch) => LineBatch;
  readonly count: () => number;
}

export function createHeldLines(unfinished: CountUnfinished): HeldLines {
  let held: LineBatch = { lines: [], cut: [] };

  function split({ lines, cut }: LineBatch, at: number): LineBatch {
    held = { lines: lines.slice(at), cut: cut.filter((place) => place >= at).map((place) => place - at) };
    return { lines: lines.slice(0, at), cut: cut.filter((place) => place < at) };
  }

  return {
    add(batch) {
      const all = held.lines.length === 0 ? batch : joined(held, batch);
      const count = unfinished(all.lines);
      if (count > 0) return split(all, all.lines.length - count);
      held = { lines: [], cut: [] };
      return all;
    },
    release(last = { lines: [], cut: [] }) {
      const all = joined(held, last);
      return split(all, all.lines.length);
    },
    count: () => held.lines.length,
  };
}

function joined(first: LineBatch, second: LineBatch): LineBatch {
  const shifted = second.cut.map((place) => place + first.lines.length);
  return { lines: [...first.lines, ...second.lines], cut: [...first.cut, ...shifted] };
}

/** The same batches, none of which ends within a record. */
export async function* wholeRecords(
  batches: AsyncIterable<LineBatch>,
  unfinished: CountUnfinished,
): AsyncGenerator<LineBatch, void, void> {
  const held = createHeldLines(unfinished);
  for await (const batch of batches) {
    const whole = held.add(batch);
    if (whole.lines.length > 0) yield whole;
  }
  const last = held.release();
  if (last.lines.length > 0) yield last;
}
