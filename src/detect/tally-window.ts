/** Up to this length a window is exact to the millisecond; longer ones are kept in slots. */
export const maxExactWindowMs = 15 * 60_000;
/** Slots per window, for windows above maxExactWindowMs. */
const slotsPerWindow = 1000;

const never = Number.POSITIVE_INFINITY;

/**
 * How many matches, and how many others, entered a sliding window `(t − W, t]` and have not left it. Memory: 16
 * bytes for each distinct instant of leaving, so at most 1,001 of them for windows above 15m and one per busy
 * millisecond below.
 */
export interface TallyWindow {
  readonly add: (at: number, match: boolean, other: boolean) => void;
  /** Removes everything that has left at `at`: an entry exactly W old is outside. */
  readonly leave: (at: number) => void;
  /** Removes what leaves at the next instant and gives that instant; only when not empty. */
  readonly leaveNext: () => number;
  /**
   * leave and add at once, if no more than `spare` come and go by it (an entry that is match and other leaves as
   * two). The number of them; 0, and nothing has happened, where there are more.
   */
  readonly slide: (at: number, match: boolean, other: boolean, spare: number) => number;
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
 *
 * No variable here holds an instant: one that does is a new object with each assignment, and this runs for every
 * entry of every rule.
 */
export function createTallyWindow(windowMs: number, tracked: number): TallyWindow {
  let size = 4;
  let leaves = new Float64Array(size);
  // Matches and others, side by side.
  let counts = new Uint32Array(size * 2);
  // Positions only grow; the place in the arrays is position & (size − 1).
  let head = 0;
  let tail = 0;
  let matches = 0;
  let others = 0;
  // The shortest suffix that still holds `tracked` matches starts here.
  let suffix = 0;
  let suffixMatches = 0;

  function grow(): void {
    const [oldLeaves, oldCounts, oldMask] = [leaves, counts, size - 1];
    size *= 2;
    leaves = new Float64Array(size);
    counts = new Uint32Array(size * 2);
    for (let position = head; position < tail; position++) {
      const from = position & oldMask;
      const to = position & (size - 1);
      leaves[to] = oldLeaves[from] ?? 0;
      counts[to * 2] = oldCounts[from * 2] ?? 0;
      counts[to * 2 + 1] = oldCounts[from * 2 + 1] ?? 0;
    }
  }

  function leaveOf(position: number): number {
    return leaves[position & (size - 1)] ?? never;
  }

  function matchesOf(position: number): number {
    return counts[(position & (size - 1)) * 2] ?? 0;
  }

  function othersOf(position: number): number {
    return counts[(position & (size - 1)) * 2 + 1] ?? 0;
  }

  function nextLeave(): number {
    return head < tail ? leaveOf(head) : never;
  }

  /** The place for things that leave then: the newest one where that is the same instant. */
  function placeFor(leaveAt: number): number {
    if (tail > head && leaveOf(tail - 1) === leaveAt) return (tail - 1) & (size - 1);
    if (tail - head === size) grow();
    const place = tail++ & (size - 1);
    leaves[place] = leaveAt;
    counts[place * 2] = 0;
    counts[place * 2 + 1] = 0;
    return place;
  }

  function shortenSuffix(): void {
    let first = matchesOf(suffix);
    while (suffixMatches - first >= tracked && suffix < tail - 1) {
      suffixMatches -= first;
      suffix++;
      first = matchesOf(suffix);
    }
  }

  function add(at: number, match: boolean, other: boolean): void {
    const place = placeFor(leaveInstant(at, windowMs)) * 2;
    if (other) {
      counts[place + 1] = (counts[place + 1] ?? 0) + 1;
      others++;
    }
    if (!match) return;
    counts[place] = (counts[place] ?? 0) + 1;
    matches++;
    suffixMatches++;
    shortenSuffix();
  }

  function moveHead(to: number, goneMatches: number, goneOthers: number): void {
    head = to;
    matches -= goneMatches;
    others -= goneOthers;
    if (suffix >= head) return;
    suffix = head;
    suffixMatches = matches;
  }

  return {
    add,
    leave(at) {
      while (nextLeave() <= at) moveHead(head + 1, matchesOf(head), othersOf(head));
    },
    leaveNext() {
      const at = nextLeave();
      moveHead(head + 1, matchesOf(head), othersOf(head));
      return at;
    },
    slide(at, match, other, spare) {
      let to = head;
      let goneMatches = 0;
      let goneOthers = 0;
      while (to < tail && leaveOf(to) <= at) {
        goneMatches += matchesOf(to);
        goneOthers += othersOf(to);
        to++;
      }
      const moved = goneMatches + goneOthers + 1;
      if (moved > spare) return 0;
      if (to > head) moveHead(to, goneMatches, goneOthers);
      add(at, match, other);
      return moved;
    },
    matches: () => matches,
    others: () => others,
    nextLeave,
    lastLeave: () => (head < tail ? leaveOf(tail - 1) : Number.NEGATIVE_INFINITY),
    fallsBelowTracked: () => (matches >= tracked ? leaveOf(suffix) : never),
    oldestMatch() {
      if (matches === 0) return never;
      let position = head;
      while (matchesOf(position) === 0) position++;
      const enteredBy = leaveOf(position) - windowMs;
      return windowMs <= maxExactWindowMs ? enteredBy : enteredBy - windowMs / slotsPerWindow;
    },
  };
}
