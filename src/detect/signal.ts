import type { AlertValue } from "../model/alert.ts";
import type { SavedLife } from "./saved.ts";

/** The condition's value over time. `unknown`: we cannot know, never that nobody asked. */
export type Signal = true | false | "unknown";

/** Asked only when there is something to tell: most judgements change nothing. */
export interface SignalSource {
  readonly value: () => AlertValue;
  /** Time of the oldest entry that speaks for the signal now. */
  readonly evidenceFrom: () => number;
}

/**
 * What follows a group's signal: the alert's life. Called in log-time order; onSignal at each instant at which
 * the signal was judged (also unchanged; while idle only when it is true), onTimer when nextTimer() has come, after the signal of that instant.
 */
export interface SignalListener {
  /** When its next timer is due; Infinity when none is set. */
  readonly nextTimer: () => number;
  readonly onSignal: (at: number, signal: Signal, source: SignalSource) => void;
  readonly onTimer: (at: number, source: SignalSource) => void;
  /** Nothing pending, nothing firing: the group may be forgotten once its condition is empty. */
  readonly idle: () => boolean;
  /** Made from that, it goes on as if nothing had happened; null while idle. */
  readonly save: () => SavedLife | null;
}
