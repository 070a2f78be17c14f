import type { ConditionState, Judged, StateView } from "../detect/condition-state.ts";
import type { Signal } from "../detect/signal.ts";
import type { AlertValue, Group } from "../model/alert.ts";
import type { Condition } from "../model/condition.ts";
import type { Entry } from "../model/entry.ts";
import { distanceOf } from "./margin.ts";

/** Turns of the signal, and resets, that are kept of one group; further ones are counted. */
export const maxTurnsKept = 200;

/** The condition at one instant. */
export interface Reading {
  readonly at: number;
  readonly signal: Signal;
  readonly value: AlertValue;
  readonly view: StateView;
}

/** The signal became another. */
export interface Turn extends Reading {
  readonly before: Signal;
  /** Entries of that millisecond, the last; undefined where time did it. */
  readonly by: Entry | undefined;
}

/** What had come together was lost. */
export interface Reset {
  readonly at: number;
  /** The value before. */
  readonly lost: AlertValue;
  /** The entry that ended it; undefined where time did. */
  readonly by: Entry | undefined;
}

/** What one group of a rule went through. */
export interface GroupTrace {
  readonly group: Group;
  readonly tenant: string | undefined;
  /** Entries in scope that meant something to the condition, and those that it counted. */
  readonly heard: number;
  readonly matched: number;
  readonly firstMatch: Entry | undefined;
  readonly lastMatch: Entry | undefined;
  readonly turns: readonly Turn[];
  readonly turnCount: number;
  readonly resets: readonly Reset[];
  readonly resetCount: number;
  /** While it was not true, the reading that was nearest to it; undefined where nothing can be said to be near. */
  readonly nearest: Reading | undefined;
  /** How far that was, as a share of what is needed; Infinity where nothing can be said. */
  readonly distance: number;
  /** One for each column of the time looked at; undefined before the group was there. */
  readonly columns: readonly (ColumnReading | undefined)[];
  readonly last: Reading | undefined;
}

export interface ColumnReading {
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** True if it was true at any time within. */
  readonly signal: Signal;
}

export interface TraceSettings {
  readonly condition: Condition;
  readonly from: number;
  readonly to: number;
  readonly columns: number;
  /** The entry that enters now. */
  readonly current: () => Entry | undefined;
}

export interface SignalTrace {
  readonly watch: (state: ConditionState) => ConditionState;
  /** At the end of a column, after everything up to then was judged. */
  readonly sample: (at: number) => void;
  readonly finish: () => GroupTrace;
}

/** Watches the condition of one group; what is at or before `from` is not told. */
export function createSignalTrace(
  group: Group,
  tenant: string | undefined,
  settings: TraceSettings,
): SignalTrace {
  const { condition, from, to } = settings;
  const turns: Turn[] = [];
  const resets: Reset[] = [];
  const columns: (ColumnReading | undefined)[] = Array.from({ length: settings.columns }, () => undefined);
  let watched: ConditionState | undefined;
  let heard = 0;
  let matched = 0;
  let firstMatch: Entry | undefined;
  let lastMatch: Entry | undefined;
  let lastMatchAt = Number.NEGATIVE_INFINITY;
  let turnCount = 0;
  let resetCount = 0;
  let nearest: { readonly reading: Reading; readonly distance: number } | undefined;
  let last: Reading | undefined;
  // What has entered since the signal was judged.
  let entered: Entry | undefined;

  function readingOf(state: ConditionState, at: number, signal: Signal): Reading {
    return { at, signal, value: state.value(), view: state.view?.() ?? {} };
  }

  function note(reading: Reading): void {
    if (reading.at > from && reading.at <= to) {
      noteNearest(reading);
      noteColumn(reading);
    }
    last = reading;
  }

  function noteNearest(reading: Reading): void {
    if (reading.signal === true) return;
    const distance = distanceOf(condition, reading.value, reading.view);
    if (distance === undefined || (nearest !== undefined && nearest.distance <= distance)) return;
    nearest = { reading, distance };
  }

  function noteColumn({ at, value, signal }: Reading): void {
    const width = (to - from) / settings.columns;
    const place = Math.min(settings.columns - 1, Math.max(0, Math.ceil((at - from) / width) - 1));
    const before = columns[place];
    const number = typeof value === "number" ? value : undefined;
    columns[place] = {
      low: least(before?.low, number),
      high: greatest(before?.high, number),
      signal: before?.signal === true ? true : signal,
    };
  }

  function noteTurn(reading: Reading): void {
    const before = last?.signal ?? false;
    if (reading.signal === before || reading.at <= from || reading.at > to) return;
    turnCount++;
    if (turns.length < maxTurnsKept) turns.push({ ...reading, before, by: entered });
  }

  function noteReset(at: number, lost: AlertValue, by: Entry | undefined): void {
    if (at <= from || at > to || lost === 0 || lost === null) return;
    resetCount++;
    if (resets.length < maxTurnsKept) resets.push({ at, lost, by });
  }

  /** A run that time has ended shows only in that it is gone. */
  function leaving(state: ConditionState, at: number, leave: () => void): void {
    const before = condition.type === "consecutive" ? state.value() : null;
    leave();
    if (condition.type !== "consecutive" || before === 0 || state.value() !== 0) return;
    noteReset(Math.min(at, lastMatchAt + condition.maxGapMs), before, undefined);
  }

  function enter(state: ConditionState, at: number, judged: Judged): void {
    state.enter(at, judged);
    if (judged.match) lastMatchAt = at;
    if (at <= from || at > to) return;
    entered = settings.current();
    heard++;
    if (!judged.match) return;
    matched++;
    firstMatch ??= entered;
    lastMatch = entered;
  }

  function watch(state: ConditionState): ConditionState {
    watched = state;
    const { reset } = state;
    return {
      ...state,
      absorb: () => false,
      leave(at) {
        leaving(state, at, () => state.leave(at));
        // What has left until now may have brought it nearer, and what enters now takes it away again.
        note(readingOf(state, at, last?.signal ?? false));
      },
      ...(reset === undefined ? {} : { reset: (judged: Judged) => resetBy(state, reset, judged) }),
      enter: (at, judged) => enter(state, at, judged),
      signal(at) {
        const signal = state.signal(at);
        const reading = readingOf(state, at, signal);
        noteTurn(reading);
        note(reading);
        entered = undefined;
        return signal;
      },
    };
  }

  function resetBy(state: ConditionState, reset: (judged: Judged) => boolean, judged: Judged): boolean {
    const before = state.value();
    const ended = reset(judged);
    const entry = settings.current();
    if (ended && entry !== undefined) {
      entered = entry;
      if (condition.type === "consecutive") noteReset(entry.time, before, entry);
    }
    return ended;
  }

  return {
    watch,
    sample(at) {
      const state = watched;
      if (state === undefined) return;
      leaving(state, at, () => state.leave(at));
      note(readingOf(state, at, last?.signal ?? false));
    },
    finish: () => ({
      group,
      tenant,
      heard,
      matched,
      firstMatch,
      lastMatch,
      turns,
      turnCount,
      resets,
      resetCount,
      nearest: nearest?.reading,
      distance: nearest?.distance ?? Number.POSITIVE_INFINITY,
      columns,
      last,
    }),
  };
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function greatest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}
