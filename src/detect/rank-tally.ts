/** How many there are of each whole number, and which one stands at a rank. 8 bytes for each different one. */
export interface RankTally {
  /** `amount` more of `key`, or fewer where it is negative. */
  readonly add: (key: number, amount: number) => void;
  /** The one at `rank`, from 1 for the least; only for ranks that there are. */
  readonly atRank: (rank: number) => number;
}

/**
 * Sorted keys with their counts. The place last asked for is remembered with how many lie below it: the next answer
 * is near, since a window changes by little.
 */
export function createRankTally(): RankTally {
  let keys = new Int32Array(4);
  let counts = new Uint32Array(4);
  let size = 0;
  let asked = 0;
  let below = 0;

  /** The first place whose key is not less. */
  function placeOf(key: number): number {
    let from = 0;
    let to = size;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((keys[middle] ?? 0) < key) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  function insert(place: number, key: number): void {
    if (size === keys.length) {
      const [oldKeys, oldCounts] = [keys, counts];
      keys = new Int32Array(size * 2);
      counts = new Uint32Array(size * 2);
      keys.set(oldKeys);
      counts.set(oldCounts);
    }
    keys.copyWithin(place + 1, place, size);
    counts.copyWithin(place + 1, place, size);
    keys[place] = key;
    counts[place] = 0;
    size++;
    if (place < asked) asked++;
  }

  function remove(place: number): void {
    keys.copyWithin(place, place + 1, size);
    counts.copyWithin(place, place + 1, size);
    size--;
    if (place < asked) asked--;
  }

  return {
    add(key, amount) {
      const place = placeOf(key);
      if (place === size || keys[place] !== key) insert(place, key);
      const count = (counts[place] ?? 0) + amount;
      counts[place] = count;
      if (place < asked) below += amount;
      if (count === 0) remove(place);
    },
    atRank(rank) {
      while (below >= rank) below -= counts[--asked] ?? 0;
      while (below + (counts[asked] ?? 0) < rank) below += counts[asked++] ?? 0;
      return keys[asked] ?? 0;
    },
  };
}
