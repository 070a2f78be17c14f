import type { Comparator, Condition } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";

/**
 * What the engine must tell, computed the plain way: at each candidate instant count the whole history. It shares
 * no code with the engine and is meant to be read beside DESIGN's sentences, not to be fast.
 */
export interface Told {
  readonly at: number;
  readonly group: string | null;
  readonly state: "pending" | "firing" | "resolved";
  readonly value: number | null;
  readonly startedAt: number;
  readonly reason: string | null;
}

interface Judgement {
  readonly at: number;
  readonly signal: boolean;
  readonly value: number | null;
}

/** Judgements in order; several may share an instant where a condition is judged entry by entry. */
export function referenceTransitions(rule: Rule, entries: readonly Entry[], until: number): Told[] {
  const groups = new Map<string | undefined, Entry[]>();
  for (const entry of entries) {
    const key = rule.groupBy.length === 0 ? undefined : entry.service;
    if (rule.groupBy.length > 0 && key === undefined) continue;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const told: Told[] = [];
  for (const [group, members] of groups) {
    const valueAt = (at: number): number | null => {
      const before = judgements(rule.condition, members, at);
      return before.at(-1)?.value ?? null;
    };
    told.push(...life(rule, group ?? null, judgements(rule.condition, members, until), until, valueAt));
  }
  return told.sort((a, b) => a.at - b.at || compare(a.group ?? "", b.group ?? ""));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function judgements(condition: Condition, entries: readonly Entry[], until: number): Judgement[] {
  switch (condition.type) {
    case "consecutive":
      return judgeRun(condition, entries, until);
    case "any":
    case "count":
    case "ratio":
      return judgeWindow(condition, entries, until);
    default:
      throw new Error(`measured-reference.ts has ${condition.type}`);
  }
}

function judgeRun(
  condition: Extract<Condition, { type: "consecutive" }>,
  entries: readonly Entry[],
  until: number,
): Judgement[] {
  const out: Judgement[] = [];
  let run = 0;
  let last = 0;
  const say = (at: number): void => {
    out.push({ at, signal: run >= condition.gte, value: run });
  };
  for (const entry of entries) {
    if (entry.time > until) break;
    if (run > 0 && entry.time >= last + condition.maxGapMs) {
      run = 0;
      say(last + condition.maxGapMs);
    }
    const match = condition.match.test(entry) === true;
    const reset = condition.reset === undefined ? !match : condition.reset.test(entry) === true;
    if (reset) {
      run = 0;
      say(entry.time);
    }
    if (match) {
      run++;
      last = entry.time;
      say(entry.time);
    }
  }
  if (run > 0 && last + condition.maxGapMs <= until) {
    run = 0;
    say(last + condition.maxGapMs);
  }
  return out;
}

function leaves(at: number, window: number): number {
  if (window <= 900_000) return at + window;
  const slot = window / 1000;
  return Math.floor(at / slot) * slot + slot + window;
}

function judgeWindow(
  condition: Extract<Condition, { type: "any" | "count" | "ratio" }>,
  entries: readonly Entry[],
  until: number,
): Judgement[] {
  const window = condition.windowMs;
  const instants = new Set(entries.flatMap((entry) => [entry.time, leaves(entry.time, window)]));
  const sorted = [...instants].filter((at) => at <= until).sort((a, b) => a - b);
  let latched = false;
  return sorted.map((at) => {
    const inside = entries.filter((entry) => entry.time <= at && leaves(entry.time, window) > at);
    const matches = inside.filter((entry) => condition.match.test(entry) === true).length;
    if (condition.type === "any") return { at, signal: matches > 0, value: 1 };
    if (condition.type === "count") {
      latched =
        latched && condition.clear ? !holds(matches, condition.clear) : holds(matches, condition.compare);
      return { at, signal: latched, value: matches };
    }
    const of = condition.of;
    const total = of === undefined ? inside.length : inside.filter((entry) => of.test(entry) === true).length;
    const share = total === 0 ? null : matches / total;
    if (share === null || total < condition.minCount) latched = false;
    else
      latched = latched && condition.clear ? !holds(share, condition.clear) : holds(share, condition.compare);
    return { at, signal: latched, value: share };
  });
}

function holds(value: number, { gt, gte, lt, lte }: Comparator): boolean {
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}

/** The alert's life over signal changes, written as a walk over maximal true stretches. */
function life(
  rule: Rule,
  group: string | null,
  judged: readonly Judgement[],
  until: number,
  valueAt: (at: number) => number | null,
): Told[] {
  const stretches: { start: Judgement; end: Judgement | undefined }[] = [];
  let open = false;
  for (const judgement of judged) {
    if (judgement.signal && !open) stretches.push({ start: judgement, end: undefined });
    const current = stretches.at(-1);
    if (!judgement.signal && open && current) current.end = judgement;
    open = judgement.signal;
  }
  const out: Told[] = [];
  const tell = (
    at: number,
    state: Told["state"],
    value: number | null,
    startedAt: number,
    reason = "",
  ): void => {
    if (at <= until) out.push({ at, group, state, value, startedAt, reason: reason === "" ? null : reason });
  };
  let episode: number | undefined;
  stretches.forEach(({ start, end }, place) => {
    if (episode === undefined) {
      if (rule.forMs > 0) tell(start.at, "pending", start.value, start.at);
      const fires = start.at + rule.forMs;
      if (end !== undefined && rule.forMs > 0 && end.at <= fires) {
        tell(end.at, "resolved", end.value, start.at, "not_held");
        return;
      }
      episode = start.at;
      tell(fires, "firing", rule.forMs === 0 ? start.value : valueAt(fires), start.at);
    }
    if (end === undefined) return;
    const resolves = end.at + rule.keepFiringForMs;
    const next = stretches[place + 1]?.start.at;
    if (next !== undefined && rule.keepFiringForMs > 0 && next <= resolves) return;
    tell(resolves, "resolved", end.value, episode);
    episode = undefined;
  });
  return out;
}
