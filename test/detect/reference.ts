import type { AlertValue, Group } from "../../src/model/alert.ts";
import type { Condition } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { type PlainCondition, plainCondition, type Signal, type Single } from "./reference-condition.ts";

/**
 * What the engine must tell, computed the plain way: at each candidate instant count the whole history. It shares
 * no code with the engine and is meant to be read beside DESIGN's sentences, not to be fast.
 */
export interface Told {
  readonly at: number;
  readonly group: string | null;
  readonly state: "pending" | "firing" | "resolved";
  readonly value: AlertValue;
  readonly startedAt: number;
  readonly reason: string | null;
}

interface Judgement {
  readonly at: number;
  readonly signal: Signal;
  readonly value: AlertValue;
}

interface Judged {
  /** In order; several may share an instant where a condition is judged entry by entry. */
  readonly judgements: readonly Judgement[];
  readonly valueAt: (at: number) => AlertValue;
}

export function referenceTransitions(rule: Rule, entries: readonly Entry[], until: number): Told[] {
  const since = entries[0]?.time;
  if (since === undefined) return [];
  const grouped = rule.groupBy.length > 0;
  const named = partsOf(rule.condition).flatMap(([, part]) => listed(part) ?? []);
  const only = partsOf(rule.condition).every(([, part]) => listed(part) !== undefined);
  const names = new Set<string | undefined>(named.map((group) => String(group["service"])));
  if (grouped && !only) for (const { service } of entries) if (service !== undefined) names.add(service);
  const told: Told[] = [];
  for (const name of grouped ? names : [undefined]) {
    const members = entries.filter((entry) => !grouped || entry.service === name);
    const judged = judge(rule.condition, members, since, until, name === undefined ? {} : { service: name });
    told.push(...life(rule, name ?? null, judged, until));
  }
  return told.sort((a, b) => a.at - b.at || compare(a.group ?? "", b.group ?? ""));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function partsOf(condition: Condition): readonly (readonly [string, Single])[] {
  return "conditions" in condition ? Object.entries(condition.conditions) : [["", condition]];
}

function listed(part: Single): readonly Group[] | undefined {
  return "expect" in part ? part.expect : undefined;
}

const neverTrue: PlainCondition = {
  instants: () => [],
  signal: () => false,
  value: () => null,
  cares: () => false,
  remembers: () => false,
};

function judge(
  condition: Condition,
  entries: readonly Entry[],
  since: number,
  until: number,
  group: Group,
): Judged {
  const named = partsOf(condition);
  const parts = named.map(([, part]) => {
    const isListed = listed(part)?.some((one) => one["service"] === group["service"]) ?? true;
    return isListed ? plainCondition(part, since) : neverTrue;
  });
  const join = (signals: readonly Signal[]): Signal => {
    const deciding = condition.type === "any_of";
    if (signals.includes(deciding)) return deciding;
    return signals.includes("unknown") ? "unknown" : !deciding;
  };
  const gather = (values: readonly AlertValue[]): AlertValue =>
    "conditions" in condition
      ? Object.fromEntries(named.map(([name], place) => [name, values[place] ?? null]))
      : (values[0] ?? null);
  const alone = !("conditions" in condition);
  const judgements: Judgement[] = [];
  let before: readonly boolean[] = parts.map(() => false);
  for (const at of instantsOf(parts, entries, until)) {
    const seen = entries.filter((entry) => entry.time <= at);
    const whole = parts.map((part) => (part.run === undefined ? part.signal(seen, at) : false));
    const values = parts.map((part) => (part.run === undefined ? part.value(seen, at) : null));
    for (const runs of looksAt(parts, entries, at, before, alone)) {
      const isLong = runs.map((run, place) => run >= (parts[place]?.needed ?? Number.POSITIVE_INFINITY));
      const signals = parts.map((part, place) => (part.run === undefined ? whole[place] : isLong[place]));
      judgements.push({
        at,
        signal: join(signals.map((signal) => signal ?? false)),
        value: gather(
          parts.map((part, place) => (part.run === undefined ? values[place] : runs[place]) ?? null),
        ),
      });
      before = isLong;
    }
  }
  const valueAt = (at: number): AlertValue => {
    const seen = entries.filter((entry) => entry.time <= at);
    return gather(parts.map((part) => part.value(seen, at)));
  };
  return { judgements, valueAt };
}

function instantsOf(
  parts: readonly PlainCondition[],
  entries: readonly Entry[],
  until: number,
): readonly number[] {
  const all = [...entries.map(({ time }) => time), ...parts.flatMap((part) => part.instants(entries))];
  return [...new Set(all)].filter((at) => at <= until).sort((a, b) => a - b);
}

/**
 * The runs of all parts at each look within an instant: when time is up, when an entry has ended what was, when it
 * has entered; where no run crosses its bound there is nothing to see, the first entry apart. One that is alone is
 * looked at everywhere.
 */
function looksAt(
  parts: readonly PlainCondition[],
  entries: readonly Entry[],
  at: number,
  before: readonly boolean[],
  alone: boolean,
): readonly (readonly number[])[] {
  const seen = entries.filter((entry) => entry.time < at);
  const runsOf = (next?: Entry): readonly number[] => parts.map((part) => part.run?.(seen, at, next) ?? 0);
  const long = (runs: readonly number[]): string =>
    runs.map((run, place) => run >= (parts[place]?.needed ?? Number.POSITIVE_INFINITY)).join();
  const looks: (readonly number[])[] = [];
  let last = before.join();
  const look = (runs: readonly number[], always: boolean): void => {
    if (always || alone || long(runs) !== last) looks.push(runs);
    last = long(runs);
  };
  look(runsOf(), false);
  let entered = false;
  for (const entry of entries.filter(({ time }) => time === at)) {
    if (!parts.some((part) => part.cares(entry))) continue;
    look(runsOf(entry), false);
    seen.push(entry);
    const first: boolean = !entered && parts.some((part) => part.remembers(seen, at));
    look(runsOf(), first);
    entered ||= first;
  }
  return looks.length > 0 ? looks : [runsOf()];
}

/** The alert's life, told as it goes: judgement by judgement, timers after the signals of their instant. */
function life(rule: Rule, group: string | null, { judgements, valueAt }: Judged, until: number): Told[] {
  const out: Told[] = [];
  let started: number | undefined;
  let firing = false;
  let ending: { since: number; unknown: boolean; value: AlertValue } | undefined;
  const tell = (at: number, state: Told["state"], value: AlertValue, reason: string | null = null): void => {
    out.push({ at, group, state, value, startedAt: started ?? Number.NaN, reason });
    if (state === "firing") firing = true;
    if (state !== "resolved") return;
    started = undefined;
    firing = false;
    ending = undefined;
  };
  const due = (): number => {
    if (started === undefined) return Number.POSITIVE_INFINITY;
    if (!firing) return started + rule.forMs;
    if (ending === undefined) return Number.POSITIVE_INFINITY;
    return ending.since + (ending.unknown ? 900_000 : rule.keepFiringForMs);
  };
  const runTimers = (to: number): void => {
    for (let at = due(); at <= to; at = due()) {
      if (!firing) tell(at, "firing", valueAt(at));
      else tell(at, "resolved", ending?.value ?? null, ending?.unknown === true ? "no_data" : null);
    }
  };
  judgements.forEach(({ at, signal, value }, place) => {
    runTimers(at - 1);
    if (signal === true) {
      ending = undefined;
      if (started === undefined) {
        started = at;
        tell(at, rule.forMs === 0 ? "firing" : "pending", value);
      }
    } else if (started !== undefined && !firing) {
      tell(at, "resolved", value, "not_held");
    } else if (started !== undefined && ending?.unknown !== (signal === "unknown")) {
      ending = { since: at, unknown: signal === "unknown", value };
      if (signal === false && rule.keepFiringForMs === 0) tell(at, "resolved", value);
    }
    if (judgements[place + 1]?.at !== at) runTimers(at);
  });
  runTimers(until);
  return out;
}
