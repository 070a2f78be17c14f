import type { Entry } from "../model/entry.ts";

/** An entry as the store holds it. Order of entries is (entry.time, sequence). */
export interface StoredEntry {
  /** Order of arrival; unique over all sources. */
  readonly sequence: number;
  readonly source: string;
  readonly entry: Entry;
  /** The line as it was read (joined, where a record spans lines). */
  readonly raw: string;
}

/** A line that a format read. */
export interface ParsedLine {
  readonly raw: string;
  readonly entry: Entry;
}

/** A line that no format could read: kept and counted, never dropped. */
export interface UnparsableLine {
  readonly raw: string;
  readonly format: string;
  /** A short, constant text, so that it can be counted by. */
  readonly reason: string;
}

/** Where a tail stands in a file, kept beside the entries it produced. */
export interface TailPosition {
  /** Path as configured. */
  readonly path: string;
  /** Hash of the file's first bytes, by which it is recognised after a rename. */
  readonly fingerprint: string;
  /** How many first bytes the fingerprint covers (up to 1024; fewer while the file is shorter). */
  readonly fingerprintBytes: number;
  /** Bytes that are stored. */
  readonly offset: number;
}

/** What holds of a batch whatever its lines are. */
export interface BatchHead {
  readonly source: string;
  readonly observedTime: number;
  /**
   * new: these lines were never seen (tail, HTTP, standard input).
   * raise: reading a whole file: a line is stored only as its n-th copy within `file` where the store has fewer.
   */
  readonly mode: "new" | "raise";
  /** Stored in the same transaction. */
  readonly tail?: TailPosition;
  /** A batch with a key seen before within 24 h (same source) is answered as it was, and not stored again. */
  readonly idempotencyKey?: string;
}

export interface Batch extends BatchHead {
  readonly lines: readonly ParsedLine[];
  readonly unparsable: readonly UnparsableLine[];
}

export interface Appended {
  /** What was stored now, with sequences, in order of arrival. */
  readonly stored: readonly StoredEntry[];
  /** Lines (readable or not) that were stored before, or are too old to be kept. */
  readonly alreadyStored: number;
  /** Those of them that lie before what is kept, whether they were stored before or not; absent: none. */
  readonly tooOld?: number;
  readonly unparsable: number;
  /**
   * Set where the batch's key was seen before: how many entries the first answer had stored. `stored` is then
   * empty, so that nothing is judged twice.
   */
  readonly repeatOf?: { readonly stored: number };
}

/** Counts copies within one file that is read as a whole, across its batches. */
export interface CopyCounter {
  /** How many times this line has come so far in the file, itself included. */
  readonly next: (raw: string) => number;
  /** The line was not stored after all, and will come again. */
  readonly takeBack: (raw: string) => void;
}

/** A batch whose lines come in pieces, so that one can be stored while the next is read. */
export interface OpenBatch {
  readonly add: (lines: readonly ParsedLine[], unparsable: readonly UnparsableLine[]) => void;
  /** Durable on return. An error left the store as it was. */
  readonly commit: () => Appended;
  /** As if it had not been opened. */
  readonly abandon: () => void;
}

/** The writer's side. One batch at a time. */
export interface LogWriter {
  /** One transaction: lines, unparsable lines, tail position, idempotency key. */
  readonly open: (head: BatchHead, copies?: CopyCounter) => OpenBatch;
  /** The same, with all lines at hand. Durable on return. */
  readonly append: (batch: Batch, copies?: CopyCounter) => Appended;
  readonly tailPositions: (path: string) => readonly TailPosition[];
  /** The highest sequence stored, 0 when empty. */
  readonly maxSequence: () => number;
  /** The next sequence will be above `sequence` (after power loss, the ledger may know higher ones). */
  readonly reserveSequence: (sequence: number) => void;
}

/** Reading, on any read-only or writing connection. */
export interface LogReader {
  /** Entries with from < time <= to and sequence <= maxSequence, in order. Bounded only by the range. */
  readonly range: (range: {
    readonly from: number;
    readonly to: number;
    readonly maxSequence: number;
  }) => IterableIterator<StoredEntry>;
  /** Entries with sequence > `sequence` and time <= `to`, in order of arrival. */
  readonly arrivedAfter: (sequence: number, to: number) => IterableIterator<StoredEntry>;
  /** Time of the oldest and newest entry. */
  readonly extent: () => { readonly from: number; readonly to: number } | undefined;
  readonly counts: () => readonly SourceCount[];
}

export interface SourceCount {
  readonly source: string;
  /** Stored now. */
  readonly entries: number;
  readonly unparsable: number;
  /** Entries deleted because of their age or the store's size. */
  readonly pruned: number;
  readonly newest: number | undefined;
}
