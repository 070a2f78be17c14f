/** One thing to measure. Only `run` is timed. */
export interface Work<T> {
  /** Makes of a chunk of raw lines what `run` takes. */
  readonly prepare: (lines: readonly string[]) => T;
  readonly run: (chunk: T) => void | Promise<void>;
  readonly close: () => void | Promise<void>;
}

/** For work that takes raw lines and leaves nothing open. */
export function lineWork(run: (lines: readonly string[]) => void): Work<readonly string[]> {
  return { prepare: (lines) => lines, run, close: () => {} };
}
