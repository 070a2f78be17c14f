/** The condition's value over time. `unknown`: we cannot know, never that nobody asked. */
export type Signal = true | false | "unknown";

/**
 * What follows a group's signal: the alert's life. Called in log-time order; onSignal at each instant at which
 * the signal was judged (also unchanged), onTimer when nextTimer() has come, after the signal of that instant.
 */
export interface SignalListener {
  /** When its next timer is due; Infinity when none is set. */
  readonly nextTimer: () => number;
  readonly onSignal: (at: number, signal: Signal, value: number | null, evidenceFrom: number) => void;
  readonly onTimer: (at: number, value: number | null) => void;
  /** Nothing pending, nothing firing: the group may be forgotten once its condition is empty. */
  readonly idle: () => boolean;
}
