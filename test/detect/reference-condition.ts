import type { AlertValue } from "../../src/model/alert.ts";
import type { Comparator, Condition, Expression, SingleCondition } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";

export type Signal = boolean | "unknown";

/**
 * A condition on one group, computed the plain way from all entries of the group so far, in order. `seen` are those
 * that have entered at `at`. `signal` is asked at growing instants, at least at each of `instants`.
 */
export interface PlainCondition {
  /** Where something can change, entries themselves apart. */
  readonly instants: (entries: readonly Entry[]) => readonly number[];
  readonly signal: (seen: readonly Entry[], at: number) => Signal;
  readonly value: (seen: readonly Entry[], at: number) => AlertValue;
  /** The entry means something to it. */
  readonly cares: (entry: Entry) => boolean;
  readonly remembers: (seen: readonly Entry[], at: number) => boolean;
  /** For one that is judged entry by entry: the run, with what `next` ends taken away and it not counted yet. */
  readonly run?: (seen: readonly Entry[], at: number, next?: Entry) => number;
  readonly needed?: number;
}

export type Single = SingleCondition;

const holds = (value: number, { gt, gte, lt, lte }: Comparator): boolean =>
  (gt === undefined || value > gt) &&
  (gte === undefined || value >= gte) &&
  (lt === undefined || value < lt) &&
  (lte === undefined || value <= lte);

function says(expression: Expression, entry: Entry): boolean {
  return expression.test(entry) === true;
}

function leaves(at: number, window: number): number {
  if (window <= 900_000) return at + window;
  const slot = window / 1000;
  return Math.floor(at / slot) * slot + slot + window;
}

function isUpper({ lt, lte }: Comparator): boolean {
  return lt !== undefined || lte !== undefined;
}

/** The plain form of a condition; `since` is the first entry ever. */
export function plainCondition(condition: Single, since: number): PlainCondition {
  switch (condition.type) {
    case "any":
      return plainAny(condition);
    case "count":
      return plainCount(condition, since);
    case "distinct":
      return plainCount(condition, since);
    case "ratio":
      return plainRatio(condition);
    case "consecutive":
      return plainRun(condition);
    case "absence":
      return plainAbsence(condition, since);
    case "new_value":
      return plainPoints(condition, newValues, () => true);
    case "change":
      return plainPoints(condition, changes, () => true);
    case "sequence":
      return plainSequence(condition);
    case "metric":
      throw new Error("measured-reference.ts has metric, and baselines");
    default:
      throw new Error(`no reference for ${(condition satisfies never as Condition).type}`);
  }
}

interface Counted {
  readonly match: Expression;
  readonly windowMs: number;
  readonly compare: Comparator;
  readonly clear?: Comparator;
  readonly field?: string;
}

function plainAny({ match, windowMs }: Extract<Single, { type: "any" }>): PlainCondition {
  const signal = (seen: readonly Entry[], at: number): boolean =>
    seen.some((entry) => says(match, entry) && at < entry.time + windowMs);
  return {
    instants: (entries) => entries.map(({ time }) => time + windowMs),
    signal,
    value: () => 1,
    cares: (entry) => says(match, entry),
    remembers: signal,
  };
}

function plainCount(made: Counted, since: number): PlainCondition {
  const { match, windowMs, compare, clear, field } = made;
  const upper = isUpper(compare);
  const counts = (entry: Entry): boolean =>
    says(match, entry) && (field === undefined || entry.host !== undefined);
  const size = (seen: readonly Entry[], at: number): number => {
    const inside = seen.filter((entry) => counts(entry) && leaves(entry.time, windowMs) > at);
    return field === undefined ? inside.length : new Set(inside.map((entry) => entry.host)).size;
  };
  let latched = false;
  return {
    instants: (entries) => [...entries.map(({ time }) => leaves(time, windowMs)), since + windowMs],
    signal(seen, at) {
      if (upper && at < since + windowMs) return "unknown";
      const now = size(seen, at);
      latched = latched && clear !== undefined ? !holds(now, clear) : holds(now, compare);
      return latched;
    },
    value: size,
    cares: counts,
    remembers: (seen, at) => upper || size(seen, at) > 0,
  };
}

function plainRatio(made: Extract<Single, { type: "ratio" }>): PlainCondition {
  const { match, of, windowMs, compare, clear, minCount } = made;
  const inside = (seen: readonly Entry[], at: number): readonly Entry[] =>
    seen.filter((entry) => leaves(entry.time, windowMs) > at);
  const total = (list: readonly Entry[]): number =>
    list.filter((entry) => of === undefined || says(of, entry)).length;
  const share = (seen: readonly Entry[], at: number): number | null => {
    const list = inside(seen, at);
    const all = total(list);
    return all === 0 ? null : list.filter((entry) => says(match, entry)).length / all;
  };
  const cares = (entry: Entry): boolean => of === undefined || says(of, entry) || says(match, entry);
  let latched = false;
  return {
    instants: (entries) => entries.map(({ time }) => leaves(time, windowMs)),
    signal(seen, at) {
      const now = share(seen, at);
      if (now === null || total(inside(seen, at)) < minCount) latched = false;
      else latched = latched && clear !== undefined ? !holds(now, clear) : holds(now, compare);
      return latched;
    },
    value: share,
    cares,
    remembers: (seen, at) => inside(seen, at).some(cares),
  };
}

function plainRun(made: Extract<Single, { type: "consecutive" }>): PlainCondition {
  const { match, reset, gte, maxGapMs } = made;
  const isReset = (entry: Entry): boolean => (reset === undefined ? !says(match, entry) : says(reset, entry));
  const run = (seen: readonly Entry[], at: number, next?: Entry): number => {
    if (next !== undefined && isReset(next)) return 0;
    let length = 0;
    let last = Number.NEGATIVE_INFINITY;
    for (const entry of seen) {
      if (entry.time >= last + maxGapMs || isReset(entry)) length = 0;
      if (!says(match, entry)) continue;
      length++;
      last = entry.time;
    }
    return at >= last + maxGapMs ? 0 : length;
  };
  return {
    instants: (entries) => entries.map(({ time }) => time + maxGapMs),
    signal: (seen, at) => run(seen, at) >= gte,
    value: (seen, at) => run(seen, at),
    cares: (entry) => says(match, entry) || isReset(entry),
    remembers: (seen, at) => run(seen, at) > 0,
    run,
    needed: gte,
  };
}

function plainAbsence(made: Extract<Single, { type: "absence" }>, since: number): PlainCondition {
  const { match, windowMs, expect, forgetAfterMs } = made;
  const last = (seen: readonly Entry[], before: number): number | undefined => {
    const times = seen.filter((entry) => says(match, entry) && entry.time < before).map(({ time }) => time);
    const known = expect === undefined ? times : [since, ...times];
    return known.length === 0 ? undefined : Math.max(...known);
  };
  const remembers = (seen: readonly Entry[], at: number): boolean => {
    const from = last(seen, Number.POSITIVE_INFINITY);
    return expect !== undefined || (from !== undefined && at < from + forgetAfterMs);
  };
  return {
    instants: (entries) => [
      since + windowMs,
      ...entries.flatMap(({ time }) => [time + windowMs, time + forgetAfterMs]),
    ],
    signal(seen, at) {
      const from = last(seen, Number.POSITIVE_INFINITY);
      return remembers(seen, at) && from !== undefined && at >= from + windowMs;
    },
    value(seen, at) {
      const from = last(seen, at);
      if (from === undefined) return expect === undefined ? null : 0;
      return expect === undefined && at > from + forgetAfterMs ? null : at - from;
    },
    cares: (entry) => says(match, entry),
    remembers,
  };
}

type Pointed = Extract<Single, { type: "new_value" | "change" }>;
interface Point {
  readonly at: number;
  readonly value: string;
}

/** For conditions that are true for a window after certain entries. */
function plainPoints<C extends Pointed>(
  made: C,
  pointsOf: (made: C, valued: readonly Point[]) => readonly Point[],
  remembers: () => boolean,
): PlainCondition {
  const cares = (entry: Entry): boolean => says(made.match, entry) && entry.host !== undefined;
  const points = (seen: readonly Entry[]): readonly Point[] =>
    pointsOf(
      made,
      seen.filter(cares).map((entry) => ({ at: entry.time, value: entry.host ?? "" })),
    );
  return {
    instants: (entries) => entries.map(({ time }) => time + made.windowMs),
    signal: (seen, at) => points(seen).some((point) => at < point.at + made.windowMs),
    value(seen) {
      const all = points(seen);
      const newest = all.at(-1)?.at;
      return all.find((point) => point.at === newest)?.value ?? null;
    },
    cares,
    remembers: (seen) => seen.some(cares) && remembers(),
  };
}

function newValues(
  { historyMs, learningMs, maxValues }: Extract<Single, { type: "new_value" }>,
  valued: readonly Point[],
): readonly Point[] {
  const kept: Point[] = [];
  return valued.filter(({ at, value }) => {
    const known = kept.filter((one) => one.at > at - historyMs);
    const isKnown = known.some((one) => one.value === value);
    const isFull = new Set(known.map((one) => one.value)).size >= maxValues;
    if (isKnown || !isFull) kept.push({ at, value });
    return !isKnown && !isFull && at >= (valued[0]?.at ?? 0) + learningMs;
  });
}

function changes(_: Extract<Single, { type: "change" }>, valued: readonly Point[]): readonly Point[] {
  return valued.filter(({ value }, place) => place > 0 && valued[place - 1]?.value !== value);
}

/** Every stretch is written down, and whoever asks looks whether one of them holds the instant. */
function plainSequence(made: Extract<Single, { type: "sequence" }>): PlainCondition {
  const { steps, absent, withinMs, holdMs, until } = made;
  const all = (seen: readonly Entry[], to: number) => {
    const stretches: { from: number; to: number }[] = [];
    let run: number[] = [];
    const timeIsUp = (at: number): void => {
      const first = run[0];
      if (first === undefined || at < first + withinMs) return;
      const from = first + withinMs;
      if (absent !== undefined && run.length === steps.length) stretches.push({ from, to: from + holdMs });
      run = [];
    };
    for (const entry of seen) {
      timeIsUp(entry.time);
      if (until !== undefined && says(until, entry)) run = [];
      if (absent !== undefined && says(absent.match, entry)) {
        for (const stretch of stretches) stretch.to = Math.min(stretch.to, entry.time);
        if (run.length === steps.length) run = [];
      }
      const next = run.length === 0 ? undefined : steps[run.length];
      const first = steps[0];
      if (next !== undefined && says(next.match, entry)) run.push(entry.time);
      else if (first !== undefined && says(first.match, entry)) run = [entry.time];
      if (absent === undefined && run.length === steps.length) {
        stretches.push({ from: entry.time, to: entry.time + holdMs });
        run = [];
      }
    }
    timeIsUp(to);
    return { stretches, run };
  };
  return {
    instants: (entries) =>
      entries.flatMap(({ time }) => [time + withinMs, time + holdMs, time + withinMs + holdMs]),
    signal: (seen, at) => all(seen, at).stretches.some(({ from, to }) => from <= at && at < to),
    value: () => null,
    cares: (entry) =>
      [...steps, ...(absent === undefined ? [] : [absent])].some((step) => says(step.match, entry)) ||
      (until !== undefined && says(until, entry)),
    remembers(seen, at) {
      const { stretches, run } = all(seen, at);
      return run.length > 0 || stretches.some(({ to }) => at < to);
    },
  };
}
