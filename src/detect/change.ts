import type { ChangeCondition } from "../model/condition.ts";
import type { ConditionKind } from "./condition-kind.ts";
import type { ConditionState, Judged } from "./condition-state.ts";
import type { FieldValue } from "./field-value.ts";
import { judgeValue } from "./judge-value.ts";

const none = Number.NEGATIVE_INFINITY;

/**
 * How long a group's previous value is remembered: more than a week, so that a weekly job is compared with its last
 * run. Every condition looks back a finite time.
 */
export const previousKeptMs = 8 * 86_400_000;

/**
 * True during [entry, entry + window) at a value other than the group's previous one. Entries are compared one by
 * one in their order, also within a millisecond, so A, B, A are two changes.
 */
export const change: ConditionKind<ChangeCondition, SavedChange> = {
  judge: judgeValue,
  hearsOnly: ({ match }) => match,
  makesGroup: ({ match }) => match,
  speaksOfSilence: () => false,
  lookbackMs: ({ windowMs }) => previousKeptMs + windowMs,
  create: (condition, _, saved) => createChange(condition, saved),
};

type SavedChange = {
  readonly previous: FieldValue | null;
  readonly previousAt: number;
  readonly changedTo: FieldValue | null;
  readonly changedAt: number;
  readonly comparedFrom: number;
  readonly held: boolean;
};

function createChange({ windowMs }: ChangeCondition, saved: SavedChange | undefined): ConditionState {
  // changedTo is the first other value of the newest millisecond that had one; comparedFrom, when the value before it came.
  let { previous, previousAt, changedTo, changedAt, comparedFrom, held } = saved ?? {
    previous: null,
    previousAt: none,
    changedTo: null,
    changedAt: none,
    comparedFrom: none,
    held: false,
  };

  function differs(at: number, value: FieldValue): boolean {
    return previous !== null && previous !== value && at < previousAt + previousKeptMs;
  }

  function add(at: number, { value }: Judged): void {
    if (value === undefined) return;
    if (differs(at, value) && changedAt !== at) {
      changedTo = value;
      changedAt = at;
      comparedFrom = previousAt;
    }
    previous = value;
    previousAt = at;
  }

  // An entry has entered whose millisecond is not judged yet: nothing is as it was judged last.
  let awaited = false;

  function quietUntil(): number {
    return held ? changedAt + windowMs : Number.POSITIVE_INFINITY;
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      const at = quietUntil();
      return at < until ? at : Number.POSITIVE_INFINITY;
    },
    // What is due is known from the instants themselves.
    leave() {},
    absorb(at, entry) {
      if (entry.value === undefined) return true;
      if (awaited || held !== at < changedAt + windowMs) return false;
      if (!held && differs(at, entry.value)) return false;
      add(at, entry);
      return true;
    },
    enter(at, judged) {
      awaited = true;
      add(at, judged);
    },
    signal(at) {
      awaited = false;
      held = at < changedAt + windowMs;
      return held;
    },
    value: () => changedTo,
    quietUntil,
    emptyAt: () => Math.max(previousAt + previousKeptMs, changedAt + windowMs),
    evidenceFrom: () => (changedAt === none ? Number.POSITIVE_INFINITY : comparedFrom),
    save: (): SavedChange => ({ previous, previousAt, changedTo, changedAt, comparedFrom, held }),
  };
}
