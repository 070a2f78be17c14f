import { type PackedTally, packTally, unpackTally } from "./packed-tally.ts";

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
   * leave and add at once, if it takes no more than `spare` moves. False, and nothing has happened, where it
   * takes more.
   */
  readonly slide: (at: number, match: boolean, other: boolean, spare: number) => boolean;
  /**
   * How many have come and gone so far (an entry that is match and other goes as two), as a 32-bit number that
   * wraps round: only differences mean something.
   */
  readonly moves: () => number;
  readonly matches: () => number;
  readonly others: () => number;
  /** When the oldest leaves; Infinity when empty. */
  readonly nextLeave: () => number;
  /** When the newest leaves, so that the window is empty; -Infinity when empty. */
  readonly lastLeave: () => number;
  /** When the matches fall below the tracked number, if nothing enters; Infinity when they are below. */
  readonly fallsBelowTracked: () => number;
  /** The tracked number is there, and still will be at `at`. */
  readonly keepsTracked: (at: number) => boolean;
  /** Time of the oldest match, or the start of its slot; Infinity when there is none. */
  readonly oldestMatch: () => number;
  readonly save: () => SavedTally;
}

export type SavedTally = PackedTally;

/** The instant at which something that entered at `at` leaves. */
export function leaveInstant(at: number, windowMs: number): number {
  if (windowMs <= maxExactWindowMs) return at + windowMs;
  const slot = windowMs / slotsPerWindow;
  return (Math.floor(at / slot) + 1) * slot + windowMs;
}

/** How far back something can have entered that is still inside, ms: a slot's end lies up to one slot after the window's. */
export function windowLookbackMs(windowMs: number): number {
  return Math.ceil(leaveInstant(0, windowMs));
}

/**
 * A ring of (leave instant, matches, others). `tracked` is the number of matches whose loss matters to the caller (0: none):
 * the place of the tracked-newest match is kept up to date as things come and go, so asking for it costs nothing.
 *
 * An instant that is kept in a variable or handed from function to function is a new object each time. This runs for
 * every entry of every rule, so instants stay in the array, and add and slide are written out (350 bytes less for
 * each entry and 10 ratios).
 */
export function createTallyWindow(windowMs: number, tracked: number, saved?: SavedTally): TallyWindow {
  const exact = windowMs <= maxExactWindowMs;
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
  let moves = 0;

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

  function shortenSuffix(): void {
    let first = matchesOf(suffix);
    while (suffixMatches - first >= tracked && suffix < tail - 1) {
      suffixMatches -= first;
      suffix++;
      first = matchesOf(suffix);
    }
  }

  /** Where things that leave then are counted: the newest place where that is the same instant. */
  function add(at: number, match: boolean, other: boolean): void {
    const leaveAt = exact ? at + windowMs : leaveInstant(at, windowMs);
    let place = (tail - 1) & (size - 1);
    if (tail === head || leaves[place] !== leaveAt) {
      if (tail - head === size) grow();
      place = tail++ & (size - 1);
      leaves[place] = leaveAt;
      counts[place * 2] = 0;
      counts[place * 2 + 1] = 0;
    }
    moves = (moves + 1) | 0;
    if (other) {
      counts[place * 2 + 1] = (counts[place * 2 + 1] ?? 0) + 1;
      others++;
    }
    if (!match) return;
    counts[place * 2] = (counts[place * 2] ?? 0) + 1;
    matches++;
    suffixMatches++;
    if (tracked > 0) shortenSuffix();
  }

  function moveHead(to: number, goneMatches: number, goneOthers: number): void {
    head = to;
    matches -= goneMatches;
    others -= goneOthers;
    moves = (moves + goneMatches + goneOthers) | 0;
    if (suffix >= head) return;
    suffix = head;
    suffixMatches = matches;
  }

  function restore(kept: SavedTally): void {
    unpackTally(kept, exact, (leaveAt, itsMatches, itsOthers) => {
      if (tail === size) grow();
      leaves[tail] = leaveAt;
      counts[tail * 2] = itsMatches;
      counts[tail * 2 + 1] = itsOthers;
      tail++;
      matches += itsMatches;
      others += itsOthers;
    });
    suffixMatches = matches;
    if (tracked > 0) shortenSuffix();
  }

  function save(): SavedTally {
    const packer = packTally(exact);
    for (let position = head; position < tail; position++) {
      packer.add(leaveOf(position), matchesOf(position), othersOf(position));
    }
    return packer.end();
  }

  if (saved !== undefined) restore(saved);

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
      while (to < tail) {
        const place = to & (size - 1);
        if ((leaves[place] ?? never) > at) break;
        goneMatches += counts[place * 2] ?? 0;
        goneOthers += counts[place * 2 + 1] ?? 0;
        to++;
      }
      if (goneMatches + goneOthers + 1 > spare) return false;
      if (to > head) moveHead(to, goneMatches, goneOthers);
      add(at, match, other);
      return true;
    },
    moves: () => moves,
    matches: () => matches,
    others: () => others,
    nextLeave,
    lastLeave: () => (head < tail ? leaveOf(tail - 1) : Number.NEGATIVE_INFINITY),
    fallsBelowTracked: () => (matches >= tracked ? leaveOf(suffix) : never),
    keepsTracked: (at) => matches >= tracked && leaveOf(suffix) > at,
    oldestMatch() {
      if (matches === 0) return never;
      let position = head;
      while (matchesOf(position) === 0) position++;
      const enteredBy = leaveOf(position) - windowMs;
      return exact ? enteredBy : enteredBy - windowMs / slotsPerWindow;
    },
    save,
  };
}
