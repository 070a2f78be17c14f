/** How many rows one slice may have, so that nobody waits for it: the writer takes batches in between. */
export interface SliceSize {
  readonly rows: () => number;
  /** How long the last slice took. */
  readonly took: (ms: number) => void;
}

/** A slice aims at half of the 50 ms that it may take, because rows differ. */
export const sliceMs = 25;

const minRows = 50;
const maxRows = 20_000;
const firstRows = 500;

export function createSliceSize(): SliceSize {
  let rows = firstRows;
  return {
    rows: () => rows,
    took(ms) {
      const fitting = (rows * sliceMs) / Math.max(ms, 0.1);
      // Grows slowly and shrinks at once.
      rows = Math.round(Math.max(minRows, Math.min(maxRows, rows * 1.5, fitting)));
    },
  };
}
