import { conditionKind } from "../detect/conditions.ts";
import type { Condition } from "../model/condition.ts";
import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import type { LateWaiting } from "../ports/state-store.ts";

/** By rule, what has come late and is not judged yet. */
export type LateRules = ReadonlyMap<string, LateWaiting>;

export interface LateQueue {
  /** False where no rule looks at it. */
  readonly add: (entry: Entry, rules: readonly Rule[]) => boolean;
  /** Late entries since the last `take`. */
  readonly waiting: () => number;
  readonly rules: () => LateRules;
  /** Empties it. */
  readonly take: () => LateRules;
  readonly putBack: (late: LateRules) => void;
}

export function createLateQueue(saved: readonly LateWaiting[]): LateQueue {
  let byRule = new Map(saved.map((one) => [one.rule, one]));
  let count = 0;

  function merge({ rule, fromTime, lateMs }: LateWaiting): void {
    const known = byRule.get(rule);
    byRule.set(rule, {
      rule,
      fromTime: Math.min(fromTime, known?.fromTime ?? fromTime),
      lateMs: Math.max(lateMs, known?.lateMs ?? 0),
    });
  }

  return {
    add(entry, rules) {
      const concerned = rules.filter((rule) => concerns(rule, entry));
      const lateMs = Math.max(0, entry.observed_time - entry.time);
      for (const { id } of concerned) merge({ rule: id, fromTime: entry.time, lateMs });
      if (concerned.length > 0) count++;
      return concerned.length > 0;
    },
    waiting: () => count,
    rules: () => byRule,
    take() {
      const taken = byRule;
      byRule = new Map();
      count = 0;
      return taken;
    },
    putBack: (late) => [...late.values()].forEach(merge),
  };
}

/** As if something had come late for every rule: what is on record is held against what is stored. */
export function everyRule(
  rules: readonly Rule[],
  waiting: readonly LateWaiting[],
  fromTime: number,
): readonly LateWaiting[] {
  const known = new Map(waiting.map((one) => [one.rule, one]));
  return rules.map(({ id: rule }) => known.get(rule) ?? { rule, fromTime, lateMs: 0 });
}

/** The entry is in the rule's scope, and its condition would hear of it. */
function concerns({ enabled, where, condition, escalate, duplicates }: Rule, entry: Entry): boolean {
  if (!enabled || (where !== undefined && where.test(entry) !== true)) return false;
  // Whether another is a duplicate may depend on it.
  if (duplicates === "skip") return true;
  return hears(condition, entry) || (escalate !== undefined && hears(escalate.condition, entry));
}

function hears(condition: Condition, entry: Entry): boolean {
  const heard = conditionKind(condition).hearsOnly?.(condition);
  return heard === undefined || heard.test(entry) === true;
}
