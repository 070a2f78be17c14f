/** Deleting what is older than it needs to be. Runs where entries are written, in slices. */
export interface LogPruner {
  /** Bytes of the pages that hold something; freed ones are used again before the file grows. */
  readonly usedBytes: () => number;
  /**
   * How far to delete so that about this share of the entries, and of the unparsable lines, goes: oldest in order
   * of arrival first. `entriesTo` is log time, `linesTo` the wall clock at which lines were read.
   */
  readonly oldestShare: (share: number) => PruneLimits;
  /**
   * One transaction: deletes at most `maxRows` entries and unparsable lines at or before the limits, and remembers
   * enough that reading their files again does not bring them back. `now`: wall clock.
   */
  readonly prune: (limits: PruneLimits, maxRows: number, now: number) => Pruned;
  /** Forgets deleted lines without a time of their own that were deleted at or before this wall clock. */
  readonly forget: (prunedAtOrBefore: number) => void;
}

/** Both inclusive; minus infinity deletes nothing. */
export interface PruneLimits {
  readonly entriesTo: number;
  readonly linesTo: number;
}

export interface Pruned {
  readonly entries: number;
  readonly unparsable: number;
  /** False while more is left to delete. */
  readonly done: boolean;
}

/** Deletes whole incidents, closed long ago, and what belongs to them; and silences that ended long ago. */
export interface StatePruner {
  /** At most `maxIncidents` incidents resolved, and silences ended, at or before `to`; false in `done` while more is left. */
  readonly prune: (to: number, maxIncidents: number) => PrunedState;
}

export interface PrunedState {
  readonly incidents: number;
  readonly silences: number;
  readonly done: boolean;
}
