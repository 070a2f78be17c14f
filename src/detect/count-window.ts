/** Up to this length a window is exact to the millisecond; longer ones are kept in slots. */
export const maxExactWindowMs = 15 * 60_000;
/** Slots per window, for windows above maxExactWindowMs. */
const slotsPerWindow = 1000;

/**
 * Things that entered a sliding window `(t − W, t]` and have not left it. Memory: one number pair for each
 * distinct instant of leaving, so at most 1,000 for windows above 15m and one per busy millisecond below.
 */
export interface CountWindow {
  readonly add: (at: number) => void;
  /** Removes everything that has left at `at`: an entry exactly W old is outside. */
  readonly leave: (at: number) => void;
  readonly count: () => number;
  /** When the oldest leaves; Infinity when empty. */
  readonly nextLeave: () => number;
  /** When the newest leaves, so that the window is empty; -Infinity when empty. */
  readonly lastLeave: () => number;
  /** When the count falls below the tracked number, if nothing enters; Infinity when it is below. */
  readonly fallsBelowTracked: () => number;
  /** Time of the oldest, or the start of its slot; Infinity when empty. */
  readonly oldest: () => number;
}

/** The instant at which something that entered at `at` leaves. */
export function leaveInstant(at: number, windowMs: number): number {
  if (windowMs <= maxExactWindowMs) return at + windowMs;
  const slot = windowMs / slotsPerWindow;
  return (Math.floor(at / slot) + 1) * slot + windowMs;
}

/**
 * A ring of (leave instant, number). `tracked` is the count whose loss matters to the caller: the place of the
 * tracked-newest thing is kept up to date as things come and go, so asking for it costs nothing.
 */
export function createCountWindow(windowMs: number, tracked: number): CountWindow {
  let leaves = new Float64Array(4);
  let counts = new Float64Array(4);
  // Absolute positions; the place in the arrays is position & (length − 1).
  let head = 0;
  let tail = 0;
  let count = 0;
  // The shortest suffix that still holds `tracked` things starts here.
  let suffix = 0;
  let suffixCount = 0;

  function grow(): void {
    const mask = leaves.length - 1;
    const moreLeaves = new Float64Array(leaves.length * 2);
    const moreCounts = new Float64Array(leaves.length * 2);
    for (let position = head; position < tail; position++) {
      moreLeaves[position & (moreLeaves.length - 1)] = leaves[position & mask] ?? 0;
      moreCounts[position & (moreLeaves.length - 1)] = counts[position & mask] ?? 0;
    }
    leaves = moreLeaves;
    counts = moreCounts;
  }

  function push(leaveAt: number): void {
    const mask = leaves.length - 1;
    if (tail > head && leaves[(tail - 1) & mask] === leaveAt) {
      counts[(tail - 1) & mask] = (counts[(tail - 1) & mask] ?? 0) + 1;
      return;
    }
    if (tail - head === leaves.length) grow();
    leaves[tail & (leaves.length - 1)] = leaveAt;
    counts[tail & (leaves.length - 1)] = 1;
    tail++;
  }

  function shortenSuffix(): void {
    const mask = leaves.length - 1;
    let first = counts[suffix & mask] ?? 0;
    while (suffixCount - first >= tracked && suffix < tail - 1) {
      suffixCount -= first;
      suffix++;
      first = counts[suffix & mask] ?? 0;
    }
  }

  return {
    add(at) {
      push(leaveInstant(at, windowMs));
      count++;
      suffixCount++;
      shortenSuffix();
    },
    leave(at) {
      const mask = leaves.length - 1;
      while (head < tail && (leaves[head & mask] ?? 0) <= at) {
        const gone = counts[head & mask] ?? 0;
        count -= gone;
        if (suffix === head) {
          suffixCount -= gone;
          suffix++;
        }
        head++;
      }
    },
    count: () => count,
    nextLeave: () => (head < tail ? (leaves[head & (leaves.length - 1)] ?? 0) : Number.POSITIVE_INFINITY),
    lastLeave: () =>
      head < tail ? (leaves[(tail - 1) & (leaves.length - 1)] ?? 0) : Number.NEGATIVE_INFINITY,
    fallsBelowTracked: () =>
      count >= tracked ? (leaves[suffix & (leaves.length - 1)] ?? 0) : Number.POSITIVE_INFINITY,
    oldest() {
      if (head === tail) return Number.POSITIVE_INFINITY;
      const enteredBy = (leaves[head & (leaves.length - 1)] ?? 0) - windowMs;
      return windowMs <= maxExactWindowMs ? enteredBy : enteredBy - windowMs / slotsPerWindow;
    },
  };
}
