/** What the engine knew of one rule at one position, written out. */
export interface SnapshotPiece {
  readonly rule: string;
  /** Of the rule; worth nothing to another. */
  readonly meaning: string;
  /** Log time up to which it is judged, over the entries with sequence <= maxSequence. */
  readonly position: number;
  readonly maxSequence: number;
  /** A SavedRule; only the version of the program that wrote it can read it. */
  readonly bytes: Uint8Array;
}

/**
 * Keeps the newest piece of each rule over a restart. A cache: losing it, or part of it, costs a restart the time to
 * read the past again, and nothing else.
 */
export interface SnapshotStore {
  /** Empty where there is none, or none that is whole and of this version of the program. */
  readonly load: () => readonly SnapshotPiece[];
  /** Replaces what is kept, whole or not at all. One that cannot be written is left out: false. */
  readonly save: (pieces: readonly SnapshotPiece[]) => boolean;
}
