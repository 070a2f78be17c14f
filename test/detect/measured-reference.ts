import type { Baseline, Comparator, Condition, MetricAggregate } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";

/**
 * Metric and baselines computed the plain way: at each candidate instant the whole history is looked at again. It
 * shares no code with the engine and is meant to be read beside the words of docs/rules.md.
 */
export type Measured = Extract<Condition, { type: "count" | "ratio" | "metric" }>;

export interface Told {
  readonly at: number;
  readonly group: string | null;
  readonly state: "pending" | "firing" | "resolved";
  readonly value: number | null;
  readonly startedAt: number;
  readonly reason: string | null;
}

const minute = 60_000;
const hour = 3_600_000;
const day = 86_400_000;

export function measuredTransitions(rule: Rule, entries: readonly Entry[], until: number): Told[] {
  const condition = rule.condition;
  if (condition.type !== "count" && condition.type !== "ratio" && condition.type !== "metric")
    throw new Error("not measured");
  const groups = new Map<string | null, Entry[]>();
  for (const entry of entries) {
    if (rule.groupBy.length > 0 && entry.service === undefined) continue;
    const key = rule.groupBy.length === 0 ? null : (entry.service ?? null);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const told = [...groups].flatMap(([group, members]) => walk(rule, condition, group, members, until));
  return told.sort((a, b) => a.at - b.at || (String(a.group) < String(b.group) ? -1 : 1));
}

/** One group through time: at every instant at which anything can happen, the signal and then the timers. */
function walk(
  rule: Rule,
  condition: Measured,
  group: string | null,
  entries: readonly Entry[],
  until: number,
): Told[] {
  const told: Told[] = [];
  // The latest first.
  const waiting = [...new Set(instants(condition, entries, until))].sort((a, b) => b - a);
  let startedAt: number | undefined;
  let firing = false;
  let falseSince: { at: number; value: number | null } | undefined;
  let held = false;
  let base: number | undefined;
  let overAt = Number.NEGATIVE_INFINITY;
  const tell = (at: number, state: Told["state"], value: number | null, reason: string | null): void => {
    told.push({ at, group, state, value, startedAt: startedAt ?? at, reason });
  };
  const wait = (now: number, at: number): void => {
    if (at <= now) return;
    const place = waiting.findIndex((other) => other <= at);
    if (waiting[place] !== at) waiting.splice(place < 0 ? waiting.length : place, 0, at);
  };
  const over = (at: number): void => {
    startedAt = undefined;
    firing = false;
    falseSince = undefined;
    overAt = at;
    wait(at, (Math.floor(at / minute) + 1) * minute);
  };
  for (;;) {
    const at = waiting.pop();
    if (at === undefined || at > until) return told;
    const lastMinute = Math.floor(at / minute) * minute;
    if (condition.baseline !== undefined && startedAt === undefined && lastMinute > overAt) {
      base = baselineAt(condition, condition.baseline, entries, lastMinute);
    }
    const inside = entries.filter(({ time }) => time <= at && leaves(time, condition.windowMs) > at);
    const value = measuredValue(condition, inside);
    held = judge(condition, value, count(condition, inside), base, held);
    if (held) {
      falseSince = undefined;
      if (startedAt === undefined) {
        startedAt = at;
        firing = rule.forMs === 0;
        tell(at, firing ? "firing" : "pending", value, null);
        wait(at, at + rule.forMs);
      }
    } else if (startedAt !== undefined && !firing) {
      tell(at, "resolved", value, "not_held");
      over(at);
    } else if (startedAt !== undefined && falseSince === undefined) {
      falseSince = { at, value };
      wait(at, at + rule.keepFiringForMs);
    }
    if (startedAt !== undefined && !firing && at >= startedAt + rule.forMs) {
      firing = true;
      tell(at, "firing", value, null);
    }
    if (falseSince !== undefined && at >= falseSince.at + rule.keepFiringForMs) {
      tell(at, "resolved", falseSince.value, null);
      over(at);
    }
  }
}

function instants(condition: Measured, entries: readonly Entry[], until: number): number[] {
  const own = entries.flatMap(({ time }) => [time, leaves(time, condition.windowMs)]);
  const first = entries[0]?.time ?? until;
  const step = condition.baseline?.kind === "same_hour" ? hour : minute;
  if (condition.baseline === undefined) return own;
  for (let at = Math.ceil(first / step) * step; at <= until; at += step) own.push(at);
  return own;
}

function leaves(at: number, window: number): number {
  if (window <= 900_000) return at + window;
  const slot = window / 1000;
  return Math.floor(at / slot) * slot + slot + window;
}

function judge(
  condition: Measured,
  value: number | null,
  counted: number,
  base: number | undefined,
  held: boolean,
): boolean {
  if (value === null) return false;
  if (condition.type !== "count" && counted < condition.minCount) return false;
  const unit = condition.baseline === undefined ? 1 : base;
  if (unit === undefined || (condition.baseline !== undefined && value < condition.baseline.floor))
    return false;
  return held && condition.clear !== undefined
    ? !holds(value, condition.clear, unit)
    : holds(value, condition.compare, unit);
}

function holds(value: number, { gt, gte, lt, lte }: Comparator, unit: number): boolean {
  return (
    (gt === undefined || value > gt * unit) &&
    (gte === undefined || value >= gte * unit) &&
    (lt === undefined || value < lt * unit) &&
    (lte === undefined || value <= lte * unit)
  );
}

function matchesOf(condition: Measured, entries: readonly Entry[]): readonly Entry[] {
  const matches = entries.filter((entry) => condition.match.test(entry) === true);
  return condition.type === "metric" ? matches.filter((entry) => entry.duration_ms !== undefined) : matches;
}

/** What min_count counts. */
function count(condition: Measured, entries: readonly Entry[]): number {
  if (condition.type !== "ratio") return matchesOf(condition, entries).length;
  return entries.filter((entry) => condition.of === undefined || condition.of.test(entry) === true).length;
}

function measuredValue(condition: Measured, entries: readonly Entry[]): number | null {
  const matches = matchesOf(condition, entries);
  if (condition.type === "count") return matches.length;
  const counted = count(condition, entries);
  if (counted === 0) return null;
  if (condition.type === "ratio") return matches.length / counted;
  return aggregated(
    condition.aggregate,
    matches.map((entry) => entry.duration_ms ?? 0),
  );
}

function baselineAt(
  condition: Measured,
  baseline: Baseline,
  entries: readonly Entry[],
  at: number,
): number | undefined {
  const over = (from: number, to: number): number | undefined => {
    const inside = entries.filter(({ time }) => time > from && time <= to);
    const value = measuredValue(condition, inside);
    if (value === null || count(condition, inside) < baseline.minCount) return undefined;
    const isAmount =
      condition.type === "count" || (condition.type === "metric" && condition.aggregate === "sum");
    return isAmount ? (value * condition.windowMs) / (to - from) : value;
  };
  if (baseline.kind === "window") {
    return over(at - baseline.offsetMs - baseline.windowMs, at - baseline.offsetMs);
  }
  const start = Math.floor(at / hour) * hour;
  const values = Array.from({ length: baseline.days }, (_, back) => {
    const from = start - (back + 1) * day;
    return over(from, from + hour);
  })
    .filter((value) => value !== undefined)
    .sort((a, b) => a - b);
  const half = values.length / 2;
  if (values.length === 0) return undefined;
  if (values.length % 2 === 1) return values[Math.floor(half)];
  return ((values[half - 1] ?? 0) + (values[half] ?? 0)) / 2;
}

export function aggregated(aggregate: MetricAggregate, values: readonly number[]): number {
  if (aggregate === "min") return Math.min(...values);
  if (aggregate === "max") return Math.max(...values);
  if (aggregate === "sum") return exactSum(values);
  if (aggregate === "avg") return exactSum(values) / values.length;
  const rounded = values.map(nineDigits).sort((a, b) => a - b);
  const tenths = Number(aggregate.slice(1).replace(".", "")) * (aggregate.includes(".") ? 1 : 10);
  let rank = 1;
  while (rank * 1000 < tenths * rounded.length) rank++;
  return rounded[rank - 1] ?? Number.NaN;
}

/** Towards 0 to nine significant binary digits. */
function nineDigits(value: number): number {
  if (value === 0) return 0;
  const size = Math.abs(value);
  let step = 1;
  while (size / step >= 512) step *= 2;
  while (size / step < 256) step /= 2;
  return Math.sign(value) * Math.floor(size / step) * step;
}

const scale = 300;

/** Over whole numbers of 2^-300; values are of a size that this holds. */
export function exactSum(values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + BigInt(value * 2 ** scale), 0n);
  return Number(total) * 2 ** -scale;
}
