import { ENTRIES_CHECKPOINT_BYTES } from "../store/open-database.ts";

/** What a batch writes beside its texts: the pages at the ends of table and index, and of what is counted. */
const batchBytes = 256 * 1024;

/**
 * Says when the WAL is long enough to be copied back, a little before SQLite would do so within a commit that
 * somebody waits for.
 */
export interface Checkpoints {
  readonly written: (characters: number) => void;
  readonly committed: () => void;
}

export function createCheckpoints(checkpoint: () => void): Checkpoints {
  let bytes = 0;
  return {
    written(characters) {
      bytes += characters;
    },
    committed() {
      bytes += batchBytes;
      if (bytes < ENTRIES_CHECKPOINT_BYTES / 2) return;
      bytes = 0;
      checkpoint();
    },
  };
}
