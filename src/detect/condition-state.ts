import type { AlertValue, Group } from "../model/alert.ts";
import type { Saved } from "./saved.ts";
import type { Signal, SignalSource } from "./signal.ts";

/** What the expressions of a rule said of one entry in its scope. */
export interface Judged {
  /** It passed `match`. */
  readonly match: boolean;
  /** It passed `reset` (consecutive) or `of` (ratio); where those are absent, what their default says. */
  readonly other: boolean;
  /** What the condition's `field` held, where it names one and the entry has it. */
  readonly value: Exclude<Group[string], null> | undefined;
  /** What was said for each of its parts, in their order: steps of a sequence, conditions of a composite. */
  readonly parts: readonly Judged[];
}

const noParts: readonly Judged[] = [];

function plain(match: boolean, other: boolean): Judged {
  return { match, other, value: undefined, parts: noParts };
}

// The four answers of conditions that read no value, made once: judging an entry allocates nothing.
export const NEITHER = plain(false, false);
export const MATCH = plain(true, false);
export const OTHER = plain(false, true);
export const BOTH = plain(true, true);

/**
 * One condition on one group. Between entries the caller asks changeBefore; within one millisecond it does: leave,
 * enter for each entry, signal. A state never looks at a clock: it knows only the instants it is told.
 */
export interface ConditionState extends SignalSource {
  /**
   * The first instant before `until` at which the signal changes though no entry comes, with all that is due by
   * then gone; Infinity when there is none.
   */
  readonly changeBefore: (until: number) => number;
  /** Whatever is due at or before `at` leaves. Called with growing instants. */
  readonly leave: (at: number) => void;
  /** Before an entry enters: it ends what was. True when it did, so that the signal is judged in between. */
  readonly reset?: (judged: Judged) => boolean;
  /**
   * Takes an entry that leaves the signal as it was last judged, from then on to the end of the entry's
   * millisecond: what is due leaves, the entry enters, and nobody needs to be told. False, and nothing has
   * happened, where that is not certain. Most entries go this way.
   */
  readonly absorb: (at: number, judged: Judged) => boolean;
  /** An entry in scope enters. */
  readonly enter: (at: number, judged: Judged) => void;
  readonly signal: (at: number) => Signal;
  /** No change comes before this instant though no entry comes; may be too early, never too late. */
  readonly quietUntil: () => number;
  /** When nothing is left to remember, if no entry comes. */
  readonly emptyAt: () => number;
  /** Judge after every entry, not once a millisecond. */
  readonly entryByEntry: boolean;
  /**
   * For one that joins conditions of both kinds: at the end of a millisecond it calls `look` once for each instant
   * within it at which it is to be judged, in order; signal and value answer for that one. Absent: once is enough.
   */
  readonly judgeLooks?: (at: number, look: () => void) => void;
  /**
   * An episode of what listens to the signal begins or is over, pending and keep_firing_for included: told at the
   * instant of the signal or timer that did it, after signal(). A baseline stands still as long as one lasts.
   */
  readonly episode?: (at: number, open: boolean) => void;
  /** What else there is to see of it as it was judged last, for people who ask why; absent: its value says it all. */
  readonly view?: () => StateView;
  /** Everything it remembers, between two milliseconds; made from that, it goes on as if nothing had happened. */
  readonly save: () => Saved;
}

/** What stands behind a state's value. */
export interface StateView {
  /** What a share or an aggregate is taken of: entries, or matches that carry the number. */
  readonly of?: number;
  /** What comparators are multiples of; null where it is too thin. */
  readonly baseline?: number | null;
  /** Steps of a sequence that have come. */
  readonly steps?: number;
  /** Of conditions that are joined, by name. */
  readonly parts?: Readonly<Record<string, PartView>>;
}

export interface PartView extends StateView {
  readonly signal: Signal;
  readonly value: AlertValue;
}

/** What a state knows of the world around its group. */
export interface Coverage {
  /** When the timeline's first entry ever was; a window that reaches further back is not covered. */
  readonly since: () => number;
  /** The group; absent where there is but one. */
  readonly group?: Group;
  /** An entry was left out because the condition keeps no more values. */
  readonly onFull?: () => void;
}
