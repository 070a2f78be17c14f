import type { Rule } from "../model/rule.ts";
import { conditionKind } from "./conditions.ts";
import type { ExpressionTable } from "./expression-table.ts";
import type { GroupAxis } from "./group-table.ts";
import type { GroupTrack } from "./group-track.ts";

/** A rule as its scope sees it: takes the tables' current entry, which is in scope; the group that it entered. */
export interface ScopedRule {
  readonly enter: (at: number) => GroupTrack | undefined;
}

/** Rules that look at the same entries share the question whether one is theirs. */
export interface ScopeTrack {
  readonly counters: ScopeCounters;
  readonly add: (rule: Rule, track: ScopedRule) => void;
  /** The rule takes no entry any more. */
  readonly remove: (track: ScopedRule) => void;
  /** The tables' current entry, at its time; `touch` is told each group that it entered. */
  readonly enter: (at: number, touch: (group: GroupTrack | undefined) => void) => void;
}

export interface ScopeCounters {
  /** Entries in scope. */
  readonly examined: number;
  /** Entries for which `where` failed. */
  readonly failed: number;
}

export interface ScopeTable {
  /** The scope of a rule whose groups are on `axis`. */
  readonly scope: (rule: Rule, axis: GroupAxis) => ScopeTrack;
  readonly scopes: readonly ScopeTrack[];
}

export function createScopeTable(expressions: ExpressionTable): ScopeTable {
  const known: { readonly where: Rule["where"]; readonly axis: GroupAxis | undefined; track: ScopeTrack }[] =
    [];
  const scopes: ScopeTrack[] = [];
  return {
    scopes,
    scope({ where, absentGroups }, axis) {
      // Only a rule that leaves out entries without any group value cares which values those are.
      const needed = absentGroups ? undefined : axis;
      const same = known.find((one) => one.where === where && one.axis === needed);
      if (same !== undefined) return same.track;
      const track = createScopeTrack(where, needed, expressions);
      known.push({ where, axis: needed, track });
      scopes.push(track);
      return track;
    },
  };
}

/** Rules that are visited where one expression holds. */
interface Watch {
  readonly match: number;
  readonly rules: readonly ScopedRule[];
}

function watchesOf(onlyMatches: ReadonlyMap<number, readonly ScopedRule[]>): readonly Watch[] {
  return [...onlyMatches].map(([match, rules]) => ({ match, rules }));
}

function createScopeTrack(
  where: Rule["where"],
  axis: GroupAxis | undefined,
  expressions: ExpressionTable,
): ScopeTrack {
  const place = where === undefined ? undefined : expressions.place(where);
  const counters = { examined: 0, failed: 0 };
  let everyEntry: ScopedRule[] = [];
  // By the place of their match: where that is false, none of them is visited.
  const onlyMatches = new Map<number, ScopedRule[]>();
  let watches: readonly Watch[] = [];

  function holds(): boolean {
    const truth = place === undefined ? true : expressions.evaluate(place);
    if (truth === null) counters.failed++;
    return truth === true && axis?.lacksAll() !== true;
  }

  return {
    counters,
    add({ condition }, track) {
      const heard = conditionKind(condition).hearsOnly?.(condition);
      if (heard === undefined) {
        everyEntry.push(track);
        return;
      }
      const match = expressions.place(heard);
      onlyMatches.set(match, [...(onlyMatches.get(match) ?? []), track]);
      watches = watchesOf(onlyMatches);
    },
    remove(track) {
      everyEntry = everyEntry.filter((one) => one !== track);
      for (const [match, rules] of onlyMatches) {
        const left = rules.filter((one) => one !== track);
        if (left.length > 0) onlyMatches.set(match, left);
        else onlyMatches.delete(match);
      }
      watches = watchesOf(onlyMatches);
    },
    enter(at, touch) {
      // All of its rules were taken out.
      if (everyEntry.length === 0 && watches.length === 0) return;
      if (!holds()) return;
      counters.examined++;
      for (const rule of everyEntry) touch(rule.enter(at));
      for (const { match, rules } of watches) {
        // One that failed is visited too, because the rule counts it.
        if (expressions.evaluate(match) === false) continue;
        for (const rule of rules) touch(rule.enter(at));
      }
    },
  };
}
