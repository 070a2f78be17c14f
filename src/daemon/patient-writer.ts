import type { Decisions, StateWriter, StepChanges } from "../ports/state-store.ts";

type Commits = Pick<StateWriter, "commitStep" | "commit">;

/**
 * Commits of decisions that outlast a full disk. What was decided has changed the memory already, so a commit that
 * found no space is kept and made later, as it was, before any other; until then nothing further may be decided.
 */
export interface PatientWriter extends Commits {
  /** Makes what is owed, where there is any; false where there still is no space. */
  readonly settle: () => boolean;
  readonly owes: () => boolean;
}

/** Other errors than those that `isNoSpace` knows are thrown, as before. */
export function createPatientWriter(
  writer: Commits,
  isNoSpace: (error: unknown) => boolean,
  onNoSpace: (error: unknown) => void,
): PatientWriter {
  let owed: (() => void)[] = [];

  /** Whether it was made. */
  function made(commit: () => void): boolean {
    try {
      commit();
      return true;
    } catch (error) {
      if (!isNoSpace(error)) throw error;
      onNoSpace(error);
      return false;
    }
  }

  function settle(): boolean {
    while (owed[0] !== undefined && made(owed[0])) owed = owed.slice(1);
    return owed.length === 0;
  }

  function commitOrOwe(commit: () => void): void {
    if (!settle() || !made(commit)) owed.push(commit);
  }

  return {
    settle,
    owes: () => owed.length > 0,
    commitStep: (changes: StepChanges) => commitOrOwe(() => writer.commitStep(changes)),
    commit: (decisions: Decisions) => commitOrOwe(() => writer.commit(decisions)),
  };
}
