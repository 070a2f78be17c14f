import type { SequenceCondition } from "../model/condition.ts";
import type { ConditionKind, EntryQuestions } from "./condition-kind.ts";
import { type ConditionState, type Judged, MATCH, NEITHER } from "./condition-state.ts";

const never = Number.POSITIVE_INFINITY;
const none = Number.NEGATIVE_INFINITY;

/**
 * True during [last step, + hold) where the steps came in order, each less than `within` after the first. With a
 * step that must be absent: during [first + within, until it comes, at most hold). A group has one run that is not
 * complete: an entry that is the next step takes it on, any other that is the first step starts it anew.
 */
export const sequence: ConditionKind<SequenceCondition, SavedSequence> = {
  judge: judgeSteps,
  makesGroup: ({ parts }) => parts[0]?.match === true,
  speaksOfSilence: () => false,
  lookbackMs: ({ withinMs, holdMs }) => withinMs + holdMs,
  create: (condition, _, saved) => createSequence(condition, saved),
};

/** For each step whether it is one, the absent one last; `other` is what `until` said. */
function judgeSteps(condition: SequenceCondition, { test }: EntryQuestions): () => Judged {
  const { steps, absent, until } = condition;
  const tests = [...steps, ...(absent === undefined ? [] : [absent])].map(({ match }) => test(match));
  const ends = until === undefined ? () => false : test(until);
  const parts: Judged[] = tests.map(() => NEITHER);
  // One object for all answers: each is read before the next question.
  const judged: { -readonly [K in keyof Judged]: Judged[K] } = { ...NEITHER, parts };
  return () => {
    judged.match = false;
    tests.forEach((step, place) => {
      const match = step();
      parts[place] = match ? MATCH : NEITHER;
      if (match) judged.match = true;
    });
    judged.other = ends();
    return judged;
  };
}

type SavedSequence = {
  /** Steps that the run which is not complete has; 0: there is none. */
  readonly steps: number;
  readonly firstAt: number;
  /** The last complete one: up to when it is true, and when its first step came. */
  readonly trueUntil: number;
  readonly trueFrom: number;
  readonly held: boolean;
};

function createSequence(condition: SequenceCondition, saved: SavedSequence | undefined): ConditionState {
  const { withinMs, holdMs, absent } = condition;
  const needed = condition.steps.length;
  let { steps, firstAt, trueUntil, trueFrom, held } = saved ?? {
    steps: 0,
    firstAt: none,
    trueUntil: none,
    trueFrom: never,
    held: false,
  };

  function complete(at: number): void {
    trueUntil = at + holdMs;
    trueFrom = firstAt;
    steps = 0;
  }

  /** The time of the run is over: it ends, or what had to be absent was. */
  function leave(at: number): void {
    if (steps === 0 || at < firstAt + withinMs) return;
    if (absent !== undefined && steps === needed) complete(firstAt + withinMs);
    else steps = 0;
  }

  function isAbsentStep(judged: Judged): boolean {
    return absent !== undefined && judged.parts[needed]?.match === true;
  }

  /** The absent step comes: it ends what is true because of it, and a run that only waited for it. */
  function absentCame(at: number): void {
    trueUntil = Math.min(trueUntil, at);
    if (steps === needed) steps = 0;
  }

  function add(at: number, judged: Judged): void {
    if (judged.other) steps = 0;
    if (isAbsentStep(judged)) absentCame(at);
    if (steps > 0 && steps < needed && judged.parts[steps]?.match === true) {
      steps++;
      if (steps === needed && absent === undefined) complete(at);
    } else if (judged.parts[0]?.match === true) {
      steps = 1;
      firstAt = at;
    }
  }

  // An entry has entered whose millisecond is not judged yet: nothing is as it was judged last.
  let awaited = false;

  function quietUntil(): number {
    const holds = held ? trueUntil : never;
    const waits = absent !== undefined && steps === needed ? firstAt + withinMs : never;
    return Math.min(holds, waits);
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
    absorb(at, judged) {
      if (awaited || held || at >= quietUntil()) return false;
      const completes = absent === undefined && steps === needed - 1 && judged.parts[steps]?.match === true;
      if (completes) return false;
      leave(at);
      add(at, judged);
      return true;
    },
    enter(at, judged) {
      awaited = true;
      add(at, judged);
    },
    signal(at) {
      awaited = false;
      held = at < trueUntil;
      return held;
    },
    value: () => null,
    view: () => ({ steps }),
    quietUntil,
    emptyAt: () => Math.max(steps > 0 ? firstAt + withinMs : none, trueUntil),
    evidenceFrom: () => trueFrom,
    save: (): SavedSequence => ({ steps, firstAt, trueUntil, trueFrom, held }),
  };
}
