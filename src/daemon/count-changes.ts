import type { RuleCount } from "../ports/state-store.ts";

/** What rules counted since it was last asked, for the totals on record. */
export interface CountChanges {
  readonly since: (counts: readonly RuleCount[]) => readonly RuleCount[];
  /** These rules are counted by another engine now: what it counted of the past is on record already. */
  readonly startAnew: (counts: readonly RuleCount[], rules: ReadonlySet<string>) => void;
}

export function createCountChanges(counts: readonly RuleCount[]): CountChanges {
  let counted = byRule(counts);
  return {
    since(now) {
      const changes = now.map((count) => difference(count, counted.get(count.rule)));
      counted = byRule(now);
      return changes;
    },
    startAnew(now, rules) {
      const anew = now.filter(({ rule }) => rules.has(rule));
      counted = new Map([...counted, ...byRule(anew)]);
    },
  };
}

function byRule(counts: readonly RuleCount[]): Map<string, RuleCount> {
  return new Map(counts.map((count) => [count.rule, count]));
}

function difference(now: RuleCount, before: RuleCount | undefined): RuleCount {
  return {
    rule: now.rule,
    examined: now.examined - (before?.examined ?? 0),
    matched: now.matched - (before?.matched ?? 0),
    failed: now.failed - (before?.failed ?? 0),
    overflowed: now.overflowed - (before?.overflowed ?? 0),
    valuesLeftOut: now.valuesLeftOut - (before?.valuesLeftOut ?? 0),
    groups: now.groups,
    groupsLeftOut: now.groupsLeftOut,
  };
}
