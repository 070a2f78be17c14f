import type { AlertValue } from "../model/alert.ts";
import { type ConditionState, type Judged, NEITHER } from "./condition-state.ts";
import type { Saved } from "./saved.ts";
import type { Signal } from "./signal.ts";

const never = Number.POSITIVE_INFINITY;

export type SavedJoined = {
  readonly parts: readonly Saved[];
  readonly signals: readonly Signal[];
};

/** What a part says at one instant. */
interface PartLook {
  readonly signal: Signal;
  readonly value: AlertValue;
  readonly evidenceFrom: number;
}

/** What the parts that are judged entry by entry said at one instant within a millisecond, by place. */
type Look = readonly (PartLook | undefined)[];

/**
 * Conditions on the same group, joined. Between entries it is judged whenever one of them is. Within a millisecond
 * that entries enter, a part with a window has one signal and value for the whole of it, as it would have alone. The
 * parts that are judged entry by entry are looked at after the first entry, and then wherever one of their signals
 * becomes another: when their time is up, when an entry ends what was, when it has entered. The whole is judged at
 * each of these looks, in order; so it is true within the millisecond if it is at one of them.
 */
export function createJoined(
  names: readonly string[],
  parts: readonly ConditionState[],
  join: (signals: readonly Signal[]) => Signal,
  saved?: SavedJoined,
): ConditionState {
  const single = parts.some((part) => part.entryByEntry);
  // The signals as they were judged last.
  let signals: Signal[] = saved === undefined ? parts.map(() => false) : [...saved.signals];
  let looks: Look[] = [];
  let shown: Look = [];
  let entered = false;
  let now = Number.NEGATIVE_INFINITY;

  function lookAt(part: ConditionState, at: number): PartLook {
    return { signal: part.signal(at), value: part.value(), evidenceFrom: part.evidenceFrom() };
  }

  /** Keeps a look at the parts that are judged entry by entry; unless asked to always, only if a signal is another. */
  function look(at: number, always: boolean): void {
    if (!single) return;
    const taken = parts.map((part) => (part.entryByEntry ? lookAt(part, at) : undefined));
    const before = looks.at(-1);
    const changed = taken.some(
      (one, place) => one !== undefined && one.signal !== (before?.[place]?.signal ?? signals[place]),
    );
    if (always || changed) looks.push(taken);
  }

  function leave(at: number): void {
    now = at;
    for (const part of parts) part.leave(at);
    look(at, false);
  }

  function quietUntil(): number {
    return parts.reduce((least, part) => Math.min(least, part.quietUntil()), never);
  }

  function emptyAt(): number {
    return parts.reduce((last, part) => Math.max(last, part.emptyAt()), Number.NEGATIVE_INFINITY);
  }

  function judge(at: number): boolean {
    const before = join(signals);
    signals = parts.map((part) => part.signal(at));
    return join(signals) !== before;
  }

  function partJudged(judged: Judged, place: number): Judged {
    return judged.parts[place] ?? NEITHER;
  }

  return {
    entryByEntry: false,
    changeBefore(until) {
      for (let at = quietUntil(); at < until; at = quietUntil()) {
        for (const part of parts) part.leave(at);
        if (judge(at)) return at;
      }
      return never;
    },
    leave,
    absorb: () => false,
    reset(judged) {
      let ended = false;
      parts.forEach((part, place) => {
        if (part.reset?.(partJudged(judged, place)) === true) ended = true;
      });
      // The track need not judge in between: what happened is kept as a look.
      if (ended) look(now, false);
      return false;
    },
    enter(at, judged) {
      parts.forEach((part, place) => {
        const own = partJudged(judged, place);
        if (own.match || own.other) part.enter(at, own);
      });
      // An entry that leaves nothing to remember may or may not find a group: it must not make a difference.
      const first = !entered && emptyAt() > at;
      look(at, first);
      if (first) entered = true;
    },
    judgeLooks(at, tell) {
      const windowed = parts.map((part) => (part.entryByEntry ? false : part.signal(at)));
      for (const one of looks) {
        shown = one;
        signals = windowed.map((signal, place) => one[place]?.signal ?? signal);
        tell();
      }
      shown = [];
      if (looks.length === 0) {
        judge(at);
        tell();
      }
      looks = [];
      entered = false;
    },
    signal: () => join(signals),
    episode(at, open) {
      for (const part of parts) part.episode?.(at, open);
    },
    value: () =>
      Object.fromEntries(
        names.map((name, place) => {
          const seen = shown[place];
          return [name, seen === undefined ? (parts[place]?.value() ?? null) : seen.value];
        }),
      ),
    view: () => ({
      parts: Object.fromEntries(
        names.map((name, place) => {
          const part = parts[place];
          const seen = shown[place];
          const value = seen === undefined ? (part?.value() ?? null) : seen.value;
          return [name, { ...part?.view?.(), signal: signals[place] ?? false, value }];
        }),
      ),
    }),
    quietUntil,
    emptyAt,
    evidenceFrom: () =>
      parts.reduce((least, part, place) => {
        if (signals[place] !== true) return least;
        return Math.min(least, shown[place]?.evidenceFrom ?? part.evidenceFrom());
      }, never),
    save: (): SavedJoined => ({ parts: parts.map((part) => part.save()), signals }),
  };
}
