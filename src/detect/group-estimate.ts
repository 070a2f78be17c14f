import { createHash } from "node:crypto";

/** Registers: one byte each. The standard error of the estimate is 1.04 / √4096, 1.6 %. */
const registerBits = 12;
const registerCount = 1 << registerBits;

/** How many different groups there were among those that could not be kept, without keeping them. */
export interface GroupEstimate {
  readonly add: (path: readonly unknown[]) => void;
  /** About how many different ones were added; exact for none, and nearly so for few. */
  readonly count: () => number;
}

/**
 * HyperLogLog: the more different values there are, the longer the longest run of zeros at the head of a hash. Where
 * many registers are still empty, their number says more (linear counting). The hash is a strong one, so that who
 * chooses the values cannot choose the estimate by accident; it is asked only of entries that are left out.
 */
export function createGroupEstimate(): GroupEstimate {
  // Made with the first: most rules never need it.
  let registers: Uint8Array | undefined;
  return {
    add(path) {
      registers ??= new Uint8Array(registerCount);
      // An absent value is null in JSON, and no group holds a null.
      const hash = createHash("sha256").update(JSON.stringify(path)).digest();
      const register = hash.readUInt32BE(0) >>> (32 - registerBits);
      const rank = Math.clz32(hash.readUInt32BE(4)) + 1;
      if (rank > (registers[register] ?? 0)) registers[register] = rank;
    },
    count: () => (registers === undefined ? 0 : Math.round(estimate(registers))),
  };
}

function estimate(registers: Uint8Array): number {
  const size = registers.length;
  let sum = 0;
  let empty = 0;
  for (const rank of registers) {
    sum += 2 ** -rank;
    if (rank === 0) empty++;
  }
  const bias = 0.7213 / (1 + 1.079 / size);
  const raw = (bias * size * size) / sum;
  return raw <= 2.5 * size && empty > 0 ? size * Math.log(size / empty) : raw;
}
