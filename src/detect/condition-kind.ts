import type { Group } from "../model/alert.ts";
import type { Condition, Expression } from "../model/condition.ts";
import type { Entry } from "../model/entry.ts";
import type { ConditionState, Coverage, Judged } from "./condition-state.ts";
import type { Saved } from "./saved.ts";

/** What a condition asks of the entry that is judged now. */
export interface EntryQuestions {
  /** Whether the entry passes; evaluated at most once per entry for all who ask, a failure counted as no. */
  readonly test: (expression: Expression) => () => boolean;
  /** The entry itself, for fields that a condition reads. */
  readonly entry: () => Entry;
}

/** One type of condition, as the engine needs it: a file each, and a line in the registry. */
export interface ConditionKind<C extends Condition, S extends Saved = Saved> {
  /**
   * What the condition has to know of an entry in scope, asked for each. The answer may be one object that is
   * written anew: it is read before the next question.
   */
  readonly judge: (condition: C, questions: EntryQuestions) => () => Judged;
  /** An entry that does not pass this means nothing to the condition, so it is not asked about; absent: all do. */
  readonly hearsOnly?: (condition: C) => Expression;
  /** Whether this entry needs a group to be kept; one that only ends or dilutes something does not. */
  readonly makesGroup: (judged: Judged, condition: C) => boolean;
  /** True or unknown with no entry at all: then a rule without group_by has its group before the first match. */
  readonly speaksOfSilence: (condition: C) => boolean;
  /** The groups that `expect` lists: each is there from the first entry on; absent or undefined: none is listed. */
  readonly expected?: (condition: C) => readonly Group[] | undefined;
  /** How far back entries can still matter for the signal at an instant, ms. Finite. */
  readonly lookbackMs: (condition: C) => number;
  /** The state of a new group, or the one that `save` gave. */
  readonly create: (condition: C, coverage: Coverage, saved?: S) => ConditionState;
}
