import { createEngine } from "../alerts/engine.ts";
import type { Group, Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Entry } from "../model/entry.ts";
import { groupReader, lacksAll } from "../model/group.ts";
import type { Rule } from "../model/rule.ts";
import {
  createExpressionCounter,
  type ExpressionCount,
  type ExpressionCounter,
  matchesOf,
} from "./part-counts.ts";
import { createSignalTrace, type GroupTrace, type SignalTrace } from "./signal-trace.ts";

/** Columns into which the time looked at is cut. */
const columnCount = 60;

export interface ExplainSettings {
  readonly rule: Rule;
  /** Only groups that have the values of one of these; absent: all. */
  readonly wanted?: readonly Group[];
  /** Log time after which is looked at, up to and including `to`. */
  readonly from: number;
  readonly to: number;
  /** Time of the oldest entry that there is, which may not be among those judged. */
  readonly oldest?: number;
}

export interface ExplainedGroup extends GroupTrace {
  /** What happened to its alerts, those that began before `from` included. */
  readonly transitions: readonly Transition[];
}

export interface Explanation {
  readonly from: number;
  readonly to: number;
  /** All entries of that time. */
  readonly entries: number;
  /** Of those in scope, how many lack every group_by value, or are of other groups than those wanted. */
  readonly inScope: number;
  readonly withoutGroup: number;
  readonly ofOtherGroups: number;
  /** `where` and what the condition looks for, part by part; the latter asked of entries of the groups wanted. */
  readonly expressions: readonly ExpressionCount[];
  /** Those wanted that had a state at any time, the one with most transitions first, then the nearest to firing. */
  readonly groups: readonly ExplainedGroup[];
}

export interface Explainer {
  /** In order of (time, arrival). */
  readonly enter: (entry: Entry) => void;
  readonly finish: () => Explanation;
}

/** The engine over entries of the past, watched: it judges as it always does. */
export function createExplainer(settings: ExplainSettings): Explainer {
  const { wanted, from, to } = settings;
  const rule = { ...settings.rule, enabled: true };
  const traces = new Map<string, { readonly trace: SignalTrace; readonly transitions: Transition[] }>();
  let current: Entry | undefined;

  function traceOf(group: Group, tenant: string | undefined) {
    const key = canonicalJson([tenant ?? null, group]);
    const known = traces.get(key);
    if (known !== undefined) return known;
    const trace = createSignalTrace(group, tenant, {
      condition: rule.condition,
      from,
      to,
      columns: columnCount,
      current: () => current,
    });
    const made = { trace, transitions: [] };
    traces.set(key, made);
    return made;
  }

  const engine = createEngine(
    [rule],
    settings.oldest,
    undefined,
    (state, { rule: { id }, group, tenant }) => {
      // The condition of `escalate` is judged beside, under another id.
      if (id !== rule.id || !isWanted(group, wanted)) return state;
      return traceOf(group, tenant).trace.watch(state);
    },
  );
  const counter = createScopeCounter(rule, wanted);
  let column = 1;
  let entries = 0;

  function columnEnd(): number {
    return column >= columnCount ? to : from + Math.floor(((to - from) * column) / columnCount);
  }

  function advance(at: number): void {
    for (const transition of engine.advance(at)) {
      const { group, tenant } = transition;
      if (isWanted(group, wanted)) traceOf(group, tenant).transitions.push(transition);
    }
    for (const { trace } of traces.values()) trace.sample(at);
  }

  function advanceColumns(until: number): void {
    while (column <= columnCount && columnEnd() < until) {
      advance(columnEnd());
      column++;
    }
  }

  return {
    enter(entry) {
      if (entry.time > to) return;
      advanceColumns(entry.time);
      current = entry;
      engine.enter(entry);
      current = undefined;
      if (entry.time <= from) return;
      entries++;
      counter.add(entry);
    },
    finish() {
      advanceColumns(to);
      advance(to);
      const groups = [...traces.values()].map(
        ({ trace, transitions }): ExplainedGroup => ({ ...trace.finish(), transitions }),
      );
      return { from, to, entries, ...counter.counts(), groups: groups.sort(mostTelling) };
    },
  };
}

function isWanted(group: Group, wanted: readonly Group[] | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted.some((one) => Object.entries(one).every(([name, value]) => (group[name] ?? null) === value));
}

/** By what they did, then by how near they came, then by how much they heard. */
function mostTelling(a: ExplainedGroup, b: ExplainedGroup): number {
  return (
    b.transitions.length - a.transitions.length ||
    b.turnCount - a.turnCount ||
    compareNumbers(a.distance, b.distance) ||
    b.matched - a.matched ||
    b.heard - a.heard
  );
}

/** Two that are infinite are the same. */
function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

interface ScopeCounts {
  readonly inScope: number;
  readonly withoutGroup: number;
  readonly ofOtherGroups: number;
  readonly expressions: readonly ExpressionCount[];
}

function createScopeCounter(
  rule: Rule,
  wanted: readonly Group[] | undefined,
): { readonly add: (entry: Entry) => void; readonly counts: () => ScopeCounts } {
  const readers = rule.groupBy.map(groupReader);
  const where = rule.where === undefined ? undefined : createExpressionCounter("where", rule.where);
  const matches: readonly ExpressionCounter[] = matchesOf(rule.condition).map(([role, expression]) =>
    createExpressionCounter(role, expression),
  );
  let inScope = 0;
  let withoutGroup = 0;
  let ofOtherGroups = 0;
  return {
    add(entry) {
      if (where?.ask(entry) === false) return;
      inScope++;
      if (!rule.absentGroups && lacksAll(entry, readers)) {
        withoutGroup++;
        return;
      }
      const group = Object.fromEntries(rule.groupBy.map((name, i) => [name, readers[i]?.(entry) ?? null]));
      if (!isWanted(group, wanted)) {
        ofOtherGroups++;
        return;
      }
      for (const match of matches) match.ask(entry);
    },
    counts: () => ({
      inScope,
      withoutGroup,
      ofOtherGroups,
      expressions: [...(where === undefined ? [] : [where]), ...matches].map((one) => one.count()),
    }),
  };
}
