/**
 * What a tally window holds, as a text of one byte per character: for each instant of leaving, oldest first, the
 * instant, matches and others. Typed arrays of their own for each of 10,000 groups made saving take seconds, most of
 * them the garbage collector's; a text is a copy of bytes wherever it goes.
 */
export type PackedTally = string;

export interface TallyPacker {
  /** `whole`: the instant is a whole number. */
  readonly add: (leaveAt: number, matches: number, others: number) => void;
  readonly end: () => PackedTally;
}

/** At most three numbers of ten bytes each are written before it is looked whether there is room. */
const room = 32;
let scratch = Buffer.alloc(1024);

/** One at a time: they share the place in which they write. */
export function packTally(whole: boolean): TallyPacker {
  let length = 0;
  let before = 0;

  function addWhole(value: number): void {
    let rest = value;
    while (rest >= 128) {
      const high = Math.floor(rest / 128);
      scratch[length++] = rest - high * 128 + 128;
      rest = high;
    }
    scratch[length++] = rest;
  }

  return {
    add(leaveAt, matches, others) {
      if (length + room > scratch.length) scratch = Buffer.concat([scratch], scratch.length * 2);
      // Instants grow, so that the step to the next is small.
      if (whole) addWhole(leaveAt - before);
      else length = scratch.writeDoubleLE(leaveAt, length);
      before = leaveAt;
      addWhole(matches);
      addWhole(others);
    },
    end: () => scratch.toString("latin1", 0, length),
  };
}

export function unpackTally(
  packed: PackedTally,
  whole: boolean,
  take: (leaveAt: number, matches: number, others: number) => void,
): void {
  const bytes = whole ? undefined : Buffer.from(packed, "latin1");
  let place = 0;
  let before = 0;

  function nextWhole(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = packed.charCodeAt(place++);
      value += (byte & 127) * unit;
      if (!(byte >= 128)) return value;
    }
  }

  while (place < packed.length) {
    if (bytes === undefined) before += nextWhole();
    else {
      before = bytes.readDoubleLE(place);
      place += 8;
    }
    take(before, nextWhole(), nextWhole());
  }
}
