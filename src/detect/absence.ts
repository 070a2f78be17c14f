import type { AbsenceCondition } from "../model/condition.ts";
import type { ConditionKind } from "./condition-kind.ts";
import { type ConditionState, type Coverage, MATCH, NEITHER } from "./condition-state.ts";

const never = Number.POSITIVE_INFINITY;
const none = Number.NEGATIVE_INFINITY;

/**
 * True during [last match + window, next match). A group is expected from its first match on, until forget_after has
 * passed without one; or it is listed, and then counts as heard of when the first entry ever was judged.
 */
export const absence: ConditionKind<AbsenceCondition, SavedAbsence> = {
  judge(condition, { test }) {
    const match = test(condition.match);
    return () => (match() ? MATCH : NEITHER);
  },
  hearsOnly: ({ match }) => match,
  makesGroup: ({ match }, { expect }) => match && expect === undefined,
  speaksOfSilence: () => false,
  expected: ({ expect }) => expect,
  // One that is listed holds from its last match on, and an alert that is open is read from before its start.
  lookbackMs: ({ expect, windowMs, forgetAfterMs }) => (expect === undefined ? forgetAfterMs : windowMs),
  create: createAbsence,
};

type SavedAbsence = {
  readonly last: number;
  readonly before: number;
  readonly now: number;
  readonly held: boolean;
};

function createAbsence(
  condition: AbsenceCondition,
  coverage: Coverage,
  saved?: SavedAbsence,
): ConditionState {
  const { windowMs } = condition;
  const listed = condition.expect !== undefined;
  const forgetAfterMs = listed ? never : condition.forgetAfterMs;
  // The last match, and the last one before that one's millisecond: what a match ended is the silence before it.
  let { last, before, now, held } = saved ?? { last: none, before: none, now: none, held: false };

  /** Since when it is silent; none: not expected. */
  function silentSince(): number {
    return listed ? Math.max(last, coverage.since()) : last;
  }

  function isSilent(at: number): boolean {
    const since = silentSince();
    return since !== none && at >= since + windowMs;
  }

  function leave(at: number): void {
    now = at;
    if (last === none || at < last + forgetAfterMs) return;
    before = last;
    last = none;
  }

  function quietUntil(): number {
    const since = silentSince();
    if (since === none) return never;
    return now < since + windowMs ? since + windowMs : since + forgetAfterMs;
  }

  function forgottenAt(at: number): boolean {
    return last === none && before !== none && at === before + forgetAfterMs;
  }

  function add(at: number): void {
    if (at > last && !forgottenAt(at)) before = last;
    last = at;
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      const at = quietUntil();
      if (at >= until) return never;
      leave(at);
      return at;
    },
    leave,
    absorb(at, { match }) {
      if (held || isSilent(at)) return false;
      if (!match) return true;
      leave(at);
      add(at);
      return true;
    },
    enter(at, { match }) {
      if (match) add(at);
    },
    signal(at) {
      now = at;
      held = isSilent(at);
      return held;
    },
    value() {
      // What came in this millisecond ends the silence, and so does being forgotten in it.
      const ended = last === now || forgottenAt(now) ? before : last;
      const since = listed ? Math.max(ended, coverage.since()) : ended;
      return since === none ? null : now - since;
    },
    quietUntil,
    emptyAt: () => (listed ? never : last === none ? none : last + forgetAfterMs),
    evidenceFrom: silentSince,
    save: (): SavedAbsence => ({ last, before, now, held }),
  };
}
