import type { Database } from "better-sqlite3";

/** Hands out sequences: growing, and none twice, even where the entries that had them were deleted. */
export interface Sequences {
  /** The next one, which `take` uses up. What a rolled-back batch took stays unused. */
  readonly upcoming: () => number;
  readonly take: () => void;
  /** Remembers what was given out, in the transaction of the entries. */
  readonly save: () => void;
  /** The next one will be above `sequence`. */
  readonly reserve: (sequence: number) => void;
}

interface SequenceRow {
  readonly sequence: number;
}

export function createSequences(db: Database): Sequences {
  const write = db.prepare<[number]>("UPDATE high_water SET sequence = max(sequence, ?)");
  let used =
    db
      .prepare<[], SequenceRow>(
        `SELECT max(sequence, coalesce((SELECT max(sequence) FROM entries), 0)) AS sequence FROM high_water`,
      )
      .get()?.sequence ?? 0;
  return {
    upcoming: () => used + 1,
    take() {
      used += 1;
    },
    save() {
      write.run(used);
    },
    reserve(sequence) {
      used = Math.max(used, sequence);
      write.run(used);
    },
  };
}
