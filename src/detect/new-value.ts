import type { NewValueCondition } from "../model/condition.ts";
import type { ConditionKind } from "./condition-kind.ts";
import type { ConditionState, Coverage, Judged } from "./condition-state.ts";
import type { FieldValue } from "./field-value.ts";
import { judgeValue } from "./judge-value.ts";
import { createValueWindow, type SavedValues } from "./value-window.ts";

const none = Number.NEGATIVE_INFINITY;

/**
 * How much longer than its history a group is remembered: a value that comes back within that time is new, and is
 * told; after it the group itself is new and learns again. Every condition looks back a finite time.
 */
export const groupKeptBeyondHistoryMs = 2 * 86_400_000;

/**
 * True during [entry, entry + window) at a value that was not seen within history; silent until `learning` after the
 * group's first value. At max_values the known ones stay, and entries with others are left out.
 */
export const newValue: ConditionKind<NewValueCondition, SavedNewValue> = {
  judge: judgeValue,
  hearsOnly: ({ match }) => match,
  makesGroup: ({ match }) => match,
  speaksOfSilence: () => false,
  // The group's last match before this lies less than keptMs before the first one within, which has then learned.
  lookbackMs: (condition) => keptMs(condition) + condition.learningMs + condition.windowMs,
  create: createNewValue,
};

type SavedNewValue = {
  readonly seen: SavedValues;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly newest: FieldValue | null;
  readonly newestAt: number;
  readonly held: boolean;
};

function keptMs({ historyMs }: NewValueCondition): number {
  return historyMs + groupKeptBeyondHistoryMs;
}

function createNewValue(
  condition: NewValueCondition,
  coverage: Coverage,
  saved?: SavedNewValue,
): ConditionState {
  const { historyMs, learningMs, windowMs, maxValues } = condition;
  const seen = createValueWindow(saved?.seen);
  // newest is the first new value of the newest millisecond that had one.
  let { firstAt, lastAt, newest, newestAt, held } = saved ?? {
    firstAt: none,
    lastAt: none,
    newest: null,
    newestAt: none,
    held: false,
  };

  /** The group's first value after which none was missing for so long that it is forgotten. */
  function firstOf(at: number): number {
    return at < lastAt + keptMs(condition) ? firstAt : at;
  }

  function isNew(at: number, value: FieldValue): boolean {
    seen.leave(at);
    return !seen.has(value) && seen.size() < maxValues && at >= firstOf(at) + learningMs;
  }

  function add(at: number, { value }: Judged): void {
    if (value === undefined) return;
    firstAt = firstOf(at);
    lastAt = at;
    if (isNew(at, value) && newestAt !== at) {
      newest = value;
      newestAt = at;
    }
    if (seen.size() >= maxValues && !seen.has(value)) coverage.onFull?.();
    else seen.add(value, at + historyMs);
  }

  // An entry has entered whose millisecond is not judged yet: nothing is as it was judged last.
  let awaited = false;

  function quietUntil(): number {
    return held ? newestAt + windowMs : Number.POSITIVE_INFINITY;
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      const at = quietUntil();
      return at < until ? at : Number.POSITIVE_INFINITY;
    },
    leave: seen.leave,
    absorb(at, entry) {
      if (entry.value === undefined) return true;
      if (awaited || held !== at < newestAt + windowMs) return false;
      if (!held && isNew(at, entry.value)) return false;
      add(at, entry);
      return true;
    },
    enter(at, judged) {
      awaited = true;
      add(at, judged);
    },
    signal(at) {
      awaited = false;
      held = at < newestAt + windowMs;
      return held;
    },
    value: () => newest,
    quietUntil,
    emptyAt: () => Math.max(lastAt + keptMs(condition), newestAt + windowMs),
    evidenceFrom: () => (newestAt === none ? Number.POSITIVE_INFINITY : newestAt),
    save: (): SavedNewValue => ({ seen: seen.save(), firstAt, lastAt, newest, newestAt, held }),
  };
}
