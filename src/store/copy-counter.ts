import type { CopyCounter } from "../ports/log-store.ts";
import { lineHash } from "./line-identity.ts";

const FIRST_SLOTS = 1024;

interface Slots {
  readonly hashes: Float64Array;
  /** One more than the copies; 0 marks a free slot, 1 a line that was taken back. */
  readonly counts: Uint32Array;
}

/**
 * Counts the copies of lines within one file that is read as a whole. Open addressing in typed arrays takes about 24 bytes for each different
 * line, a Map four times that, and a Map ends at 16.7 million.
 */
export function createCopyCounter(): CopyCounter {
  let slots = emptySlots(FIRST_SLOTS);
  let used = 0;
  return {
    next(raw) {
      if (used * 3 >= slots.counts.length * 2) slots = grown(slots);
      const key = lineHash(raw);
      const at = slotOf(slots, key);
      const known = slots.counts[at] ?? 0;
      if (known === 0) used += 1;
      const copies = Math.max(known, 1);
      slots.hashes[at] = key;
      slots.counts[at] = copies + 1;
      return copies;
    },
    takeBack(raw) {
      const at = slotOf(slots, lineHash(raw));
      const known = slots.counts[at] ?? 0;
      if (known > 1) slots.counts[at] = known - 1;
    },
  };
}

function emptySlots(size: number): Slots {
  return { hashes: new Float64Array(size), counts: new Uint32Array(size) };
}

/** The slot that holds the key, or the free one where it belongs. Sizes are powers of two, below 2^32. */
function slotOf(slots: Slots, key: number): number {
  const mask = slots.counts.length - 1;
  // The key is a hash already; its low 32 bits are as good as any.
  let at = (key >>> 0) & mask;
  while (slots.counts[at] !== 0 && slots.hashes[at] !== key) at = (at + 1) & mask;
  return at;
}

function grown(old: Slots): Slots {
  const next = emptySlots(old.counts.length * 2);
  for (let i = 0; i < old.counts.length; i += 1) {
    const count = old.counts[i] ?? 0;
    if (count === 0) continue;
    const key = old.hashes[i] ?? 0;
    const at = slotOf(next, key);
    next.hashes[at] = key;
    next.counts[at] = count;
  }
  return next;
}
