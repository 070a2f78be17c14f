import type { Rule } from "../model/rule.ts";

/** From the rules that are judged to those that will be. */
export interface RuleChange {
  /** Ids that are judged and are not any more, or not as they were. */
  readonly dropped: ReadonlySet<string>;
  /** Rules that are judged anew: new ones, and those whose meaning was edited. */
  readonly fresh: readonly Rule[];
}

/** What two sets of rules have in common goes on untouched; a change of words is none. */
export function ruleChange(before: readonly Rule[], after: readonly Rule[]): RuleChange {
  const wanted = new Map(after.filter((rule) => rule.enabled).map((rule) => [rule.id, rule]));
  const judged = before.filter((rule) => rule.enabled);
  const kept = new Set(judged.filter((rule) => isJudgedAs(rule, wanted.get(rule.id))).map((rule) => rule.id));
  return {
    dropped: new Set(judged.filter((rule) => !kept.has(rule.id)).map((rule) => rule.id)),
    fresh: [...wanted.values()].filter((rule) => !kept.has(rule.id)),
  };
}

function isJudgedAs(rule: Rule, other: Rule | undefined): boolean {
  return rule.meaning === other?.meaning && rule.maxGroups === other.maxGroups;
}
