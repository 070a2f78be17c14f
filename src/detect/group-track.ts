import type { ConditionState, Judged } from "./condition-state.ts";
import type { SavedTrack } from "./saved.ts";
import type { SignalListener } from "./signal.ts";

/** One rule × one group on the way through log time. */
export interface GroupTrack {
  /** An entry in scope, not older than the last one. */
  readonly enter: (at: number, judged: Judged) => void;
  /** Everything up to and including `to` is judged. */
  readonly advance: (to: number) => void;
  /** The earliest instant at which something happens with no entry coming, forgetting included. */
  readonly wakeAt: () => number;
  /** An entry of this millisecond has entered, and more may. */
  readonly isOpenAt: (at: number) => boolean;
  /** Nothing to remember: it may be dropped, and a new track would judge the same. */
  readonly spent: () => boolean;
  /** Takes it out of its rule's groups. */
  readonly forget: () => void;
  /** After an advance that judged all that has entered; made from that, it goes on as if nothing had happened. */
  readonly save: () => SavedTrack;
  /** Bookkeeping of the timeline: when it is on the wake list, and whether it awaits the end of a millisecond. */
  scheduledAt: number;
  unfinished: boolean;
}

const never = Number.POSITIVE_INFINITY;

/**
 * Drives a condition and what listens to it. Within one millisecond: entries leave, entries enter, signal, timers.
 * Deadlines between entries are processed one by one at their exact instants, however late it is called.
 */
export function createGroupTrack(
  state: ConditionState,
  listener: SignalListener,
  forget: () => void,
  saved?: SavedTrack,
): GroupTrack {
  // The millisecond that entries have entered and whose end has not been judged; never when none is open.
  let openAt = never;
  let judgedUntil = saved?.judgedUntil ?? Number.NEGATIVE_INFINITY;
  // No timer is set, so that nothing happens by itself while the signal stays as it is.
  let steady = listener.nextTimer() === never;
  // What the state was told last.
  let inEpisode = !listener.idle();

  function tell(at: number): void {
    const signal = state.signal(at);
    // By far the most judgements are of a signal that was false and is.
    if (signal === true || !listener.idle()) listener.onSignal(at, signal, state);
    tellEpisode(at);
  }

  function tellEpisode(at: number): void {
    if (state.episode === undefined || inEpisode === !listener.idle()) return;
    inEpisode = !inEpisode;
    state.episode(at, inEpisode);
  }

  function judgeAt(at: number): void {
    judgedUntil = at;
    if (state.judgeLooks === undefined) tell(at);
    else state.judgeLooks(at, () => tell(at));
    if (listener.idle() || listener.nextTimer() > at) return;
    listener.onTimer(at, state);
    tellEpisode(at);
  }

  function finishOpen(): void {
    if (openAt === never) return;
    const at = openAt;
    openAt = never;
    judgeAt(at);
  }

  /** Changes and timers strictly before `until`, each at its instant. */
  function runBefore(until: number): void {
    for (;;) {
      const timer = listener.nextTimer();
      const limit = timer < until ? timer : until;
      const change = state.changeBefore(limit);
      if (change < limit) {
        judgeAt(change);
        continue;
      }
      if (limit === until) return;
      state.leave(timer);
      judgeAt(timer);
    }
  }

  const track: GroupTrack = {
    forget,
    scheduledAt: saved?.scheduledAt ?? never,
    unfinished: false,
    save: () => ({
      state: state.save(),
      life: listener.save(),
      judgedUntil,
      scheduledAt: track.scheduledAt,
    }),
    enter(at, judged) {
      if (steady && state.absorb(at, judged)) {
        // An earlier millisecond that is still open would be judged as before too.
        if (openAt < at) openAt = never;
        return;
      }
      if (at !== openAt) {
        finishOpen();
        runBefore(at);
        state.leave(at);
        if (state.entryByEntry) tell(at);
        openAt = at;
      }
      if (state.reset?.(judged)) tell(at);
      state.enter(at, judged);
      if (state.entryByEntry) tell(at);
      steady = listener.nextTimer() === never;
    },
    advance(to) {
      if (openAt <= to) finishOpen();
      runBefore(to + 1);
      steady = listener.nextTimer() === never;
      judgedUntil = Math.max(judgedUntil, to);
    },
    wakeAt: () => Math.min(state.quietUntil(), listener.nextTimer(), forgetAt(state, judgedUntil)),
    isOpenAt: (at) => openAt === at,
    spent: () => openAt === never && listener.idle() && state.emptyAt() <= judgedUntil,
  };
  return track;
}

/** When it can be forgotten; once that is past it is up to the timers. */
function forgetAt(state: ConditionState, judgedUntil: number): number {
  const at = state.emptyAt();
  return at > judgedUntil ? at : never;
}
