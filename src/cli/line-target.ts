import type { FileOrigin } from "../model/file-origin.ts";

/** What became of a chunk of lines. */
export interface Stored {
  readonly stored: number;
  readonly alreadyStored: number;
  readonly unparsable: number;
  readonly redactions: number;
  /** Older than what the daemon has judged; 0 where no daemon took them. */
  readonly late: number;
  /** Of those stored before: older than what is kept, whether they were there or not. Absent: none. */
  readonly tooOld?: number;
}

/** Where lines go: the running daemon, or the store itself. */
export interface LineTarget {
  readonly send: (lines: readonly string[], part: FilePart | undefined) => Promise<Stored>;
  readonly close: () => void;
}

/** A chunk of a whole file; standard input has no parts, what it says is new. */
export interface FilePart {
  /** The same for all chunks of one reading of a file. */
  readonly upload: string;
  readonly last: boolean;
  readonly file: FileOrigin;
}
