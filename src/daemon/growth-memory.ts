import type { RuleGrowth } from "../alerts/self/rule-growth.ts";
import type { RuleRecord } from "../ports/state-store.ts";

/** When a count of each rule last grew. What was counted before the start is no news. */
export interface GrowthMemory {
  readonly update: (rules: readonly RuleRecord[], now: number) => readonly RuleGrowth[];
}

export function createGrowthMemory(read: (record: RuleRecord) => number): GrowthMemory {
  const known = new Map<string, RuleGrowth>();
  let first = true;
  return {
    update(rules, now) {
      for (const record of rules) {
        const total = read(record);
        const before = known.get(record.rule);
        const grew = total > (before?.total ?? (first ? total : 0));
        const grewAt = grew ? now : before?.grewAt;
        known.set(record.rule, {
          rule: record.rule,
          total,
          grewAt,
          firstGrewAt: before?.firstGrewAt ?? grewAt,
        });
      }
      first = false;
      return [...known.values()];
    },
  };
}
