/** Numbers in a sliding window, kept as far as one aggregate needs them. */
export interface NumberWindow {
  /** A number enters, to leave at `leaveAt`; instants of leaving never go back. */
  readonly add: (leaveAt: number, value: number) => void;
  /** Part of what several numbers come to, as `NumberCell` gives it. */
  readonly addPart: (leaveAt: number, key: number, amount: number) => void;
  /** Removes what leaves at or before `at`. */
  readonly leave: (at: number) => void;
  /** The aggregate over the `count` numbers that are inside; only when there are some. */
  readonly value: (count: number) => number;
  readonly save: () => SavedNumbers;
}

export type SavedNumbers = {
  readonly leaves: Float64Array;
  readonly keys: Float64Array;
  readonly amounts: Float64Array;
};

/** What an aggregate over numbers is made of: parts that can be added up, in any order, and taken away again. */
export interface NumberParts {
  readonly split: (value: number, tell: (key: number, amount: number) => void) => void;
  readonly add: (key: number, amount: number) => void;
  readonly value: (count: number) => number;
}

/**
 * A ring of (leave instant, key, amount). With `merge`, parts of one key that leave together are kept as one, so that
 * a slot or a minute takes no more than its different keys: 24 bytes each.
 */
export function createNumberRing(parts: NumberParts, merge: boolean, saved?: SavedNumbers): NumberWindow {
  let size = 4;
  while (saved !== undefined && size < saved.leaves.length) size *= 2;
  let leaves = new Float64Array(size);
  let keys = new Float64Array(size);
  let amounts = new Float64Array(size);
  // Positions only grow; the place in the arrays is position & (size − 1).
  let head = 0;
  let tail = 0;
  // Of the newest instant of leaving, where each key is; used with `merge` only.
  const newest = new Map<number, number>();
  let newestLeave = Number.NEGATIVE_INFINITY;
  let leaveAtNow = 0;

  function grow(): void {
    const [oldLeaves, oldKeys, oldAmounts, oldMask] = [leaves, keys, amounts, size - 1];
    size *= 2;
    leaves = new Float64Array(size);
    keys = new Float64Array(size);
    amounts = new Float64Array(size);
    for (let position = head; position < tail; position++) {
      const to = position & (size - 1);
      leaves[to] = oldLeaves[position & oldMask] ?? 0;
      keys[to] = oldKeys[position & oldMask] ?? 0;
      amounts[to] = oldAmounts[position & oldMask] ?? 0;
    }
  }

  /** The position of a key that leaves together with the newest. */
  function known(leaveAt: number, key: number): number | undefined {
    if (leaveAt !== newestLeave) {
      newest.clear();
      newestLeave = leaveAt;
    }
    const position = newest.get(key);
    return position === undefined || position < head ? undefined : position;
  }

  function keep(leaveAt: number, key: number, amount: number): void {
    const same = merge ? known(leaveAt, key) : undefined;
    if (same !== undefined) {
      const place = same & (size - 1);
      amounts[place] = (amounts[place] ?? 0) + amount;
      return;
    }
    if (tail - head === size) grow();
    if (merge) newest.set(key, tail);
    const place = tail++ & (size - 1);
    leaves[place] = leaveAt;
    keys[place] = key;
    amounts[place] = amount;
  }

  function addPart(leaveAt: number, key: number, amount: number): void {
    parts.add(key, amount);
    keep(leaveAt, key, amount);
  }

  function addToNow(key: number, amount: number): void {
    addPart(leaveAtNow, key, amount);
  }

  saved?.leaves.forEach((leaveAt, place) => {
    addPart(leaveAt, saved.keys[place] ?? 0, saved.amounts[place] ?? 0);
  });

  return {
    add(leaveAt, value) {
      leaveAtNow = leaveAt;
      parts.split(value, addToNow);
    },
    addPart,
    leave(at) {
      while (head < tail) {
        const place = head & (size - 1);
        if ((leaves[place] ?? 0) > at) return;
        parts.add(keys[place] ?? 0, -(amounts[place] ?? 0));
        head++;
      }
    },
    value: parts.value,
    save() {
      const places = Array.from({ length: tail - head }, (_, item) => (head + item) & (size - 1));
      const taken = (from: Float64Array): Float64Array =>
        Float64Array.from(places, (place) => from[place] ?? 0);
      return { leaves: taken(leaves), keys: taken(keys), amounts: taken(amounts) };
    },
  };
}
