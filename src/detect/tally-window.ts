/** Up to this length a window is exact to the millisecond; longer ones are kept in slots. */
export const maxExactWindowMs = 15 * 60_000;
/** Slots per window, for windows above maxExactWindowMs. */
const slotsPerWindow = 1000;

const never = Number.POSITIVE_INFINITY;

/**
 * How many matches, and how many others, entered a sliding window `(t − W, t]` and have not left it. Memory: three
 * numbers for each distinct instant of leaving, so at most 1,001 of them for windows above 15m and one per busy
 * millisecond below.
 */
export interface TallyWindow {
  readonly add: (at: number, match: boolean, other: boolean) => void;
  /** Removes everything that has left at `at`: an entry exactly W old is outside. */
  readonly leave: (at: number) => void;
  /** Removes what leaves at the next instant and gives that instant; only when not empty. */
  readonly leaveNext: () => number;
  readonly matches: () => number;
  readonly others: () => number;
  /** When the oldest leaves; Infinity when empty. */
  readonly nextLeave: () => number;
  /** When the newest leaves, so that the window is empty; -Infinity when empty. */
  readonly lastLeave: () => number;
  /** When the matches fall below the tracked number, if nothing enters; Infinity when they are below. */
  readonly fallsBelowTracked: () => number;
  /** Time of the oldest match, or the start of its slot; Infinity when there is none. */
  readonly oldestMatch: () => number;
}

/** The instant at which something that entered at `at` leaves. */
export function leaveInstant(at: number, windowMs: number): number {
  if (windowMs <= maxExactWindowMs) return at + windowMs;
  const slot = windowMs / slotsPerWindow;
  return (Math.floor(at / slot) + 1) * slot + windowMs;
}

/**
 * A ring of (leave instant, matches, others). `tracked` is the number of matches whose loss matters to the caller:
 * the place of the tracked-newest match is kept up to date as things come and go, so asking for it costs nothing.
 */
export function createTallyWindow(windowMs: number, tracked: number): TallyWindow {
  let size = 4;
  let leaves = new Float64Array(size);
  let matchCounts = new Float64Array(size);
  let otherCounts = new Float64Array(size);
  // Positions only grow; the place in the arrays is position & (size − 1).
  let head = 0;
  let tail = 0;
  let newest = Number.NEGATIVE_INFINITY;
  let matches = 0;
  let others = 0;
  // The shortest suffix that still holds `tracked` matches starts here.
  let suffix = 0;
  let suffixMatches = 0;

  function grow(): void {
    const [oldLeaves, oldMatches, oldOthers, oldMask] = [leaves, matchCounts, otherCounts, size - 1];
    size *= 2;
    leaves = new Float64Array(size);
    matchCounts = new Float64Array(size);
    otherCounts = new Float64Array(size);
    for (let position = head; position < tail; position++) {
      leaves[position & (size - 1)] = oldLeaves[position & oldMask] ?? 0;
      matchCounts[position & (size - 1)] = oldMatches[position & oldMask] ?? 0;
      otherCounts[position & (size - 1)] = oldOthers[position & oldMask] ?? 0;
    }
  }

  /** The place for things that leave then: the newest one where that is the same instant. */
  function placeFor(leaveAt: number): number {
    if (newest === leaveAt && tail > head) return (tail - 1) & (size - 1);
    if (tail - head === size) grow();
    const place = tail++ & (size - 1);
    newest = leaveAt;
    leaves[place] = leaveAt;
    matchCounts[place] = 0;
    otherCounts[place] = 0;
    return place;
  }

  function shortenSuffix(): void {
    let first = matchCounts[suffix & (size - 1)] ?? 0;
    while (suffixMatches - first >= tracked && suffix < tail - 1) {
      suffixMatches -= first;
      suffix++;
      first = matchCounts[suffix & (size - 1)] ?? 0;
    }
  }

  function removeHead(): void {
    const place = head & (size - 1);
    const gone = matchCounts[place] ?? 0;
    matches -= gone;
    others -= otherCounts[place] ?? 0;
    if (suffix === head) {
      suffixMatches -= gone;
      suffix++;
    }
    head++;
  }

  function nextLeave(): number {
    return head < tail ? (leaves[head & (size - 1)] ?? never) : never;
  }

  return {
    add(at, match, other) {
      const place = placeFor(leaveInstant(at, windowMs));
      if (other) {
        otherCounts[place] = (otherCounts[place] ?? 0) + 1;
        others++;
      }
      if (!match) return;
      matchCounts[place] = (matchCounts[place] ?? 0) + 1;
      matches++;
      suffixMatches++;
      shortenSuffix();
    },
    leave(at) {
      while (nextLeave() <= at) removeHead();
    },
    leaveNext() {
      const at = nextLeave();
      removeHead();
      return at;
    },
    matches: () => matches,
    others: () => others,
    nextLeave,
    lastLeave: () => (head < tail ? newest : Number.NEGATIVE_INFINITY),
    fallsBelowTracked: () => (matches >= tracked ? (leaves[suffix & (size - 1)] ?? never) : never),
    oldestMatch() {
      if (matches === 0) return never;
      let position = head;
      while ((matchCounts[position & (size - 1)] ?? 0) === 0) position++;
      const enteredBy = (leaves[position & (size - 1)] ?? 0) - windowMs;
      return windowMs <= maxExactWindowMs ? enteredBy : enteredBy - windowMs / slotsPerWindow;
    },
  };
}
