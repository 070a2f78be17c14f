import type { Comparator, Condition } from "../model/condition.ts";
import { formatDuration } from "../model/duration.ts";
import type { Rule } from "../model/rule.ts";
import { isSelfRule } from "../model/self-rule.ts";

/** The condition with `for`, such as "at least 50 % of at least 20 entries in 1m, for 30s". */
export function decidedWhen(rule: Rule): string {
  if (isSelfRule(rule.id)) return "what Tocsin found out about itself";
  const words = conditionWords(rule.condition);
  return rule.forMs === 0 ? words : `${words}, for ${formatDuration(rule.forMs)}`;
}

/** A condition as a person would say it, such as "more than 10 matches in 1m". */
export function conditionWords(condition: Condition): string {
  switch (condition.type) {
    case "any":
      return `a match within the last ${formatDuration(condition.windowMs)}`;
    case "count":
      return `${matches(condition.compare)} in ${formatDuration(condition.windowMs)}`;
    case "consecutive":
      return `${condition.gte} or more matches in a row, gaps at most ${formatDuration(condition.maxGapMs)}`;
    case "ratio": {
      const of = condition.of === undefined ? "entries" : `\`${condition.of.source}\``;
      const least = condition.minCount > 1 ? `at least ${condition.minCount} ${of}` : of;
      return `${comparison(condition.compare, percent)} of ${least} in ${formatDuration(condition.windowMs)}`;
    }
    default:
      return condition satisfies never;
  }
}

function comparison(compare: Comparator, show: (value: number) => string): string {
  const parts: string[] = [];
  if (compare.gt !== undefined) parts.push(`more than ${show(compare.gt)}`);
  if (compare.gte !== undefined) parts.push(`at least ${show(compare.gte)}`);
  if (compare.lt !== undefined) parts.push(`less than ${show(compare.lt)}`);
  if (compare.lte !== undefined) parts.push(`at most ${show(compare.lte)}`);
  return parts.join(" and ");
}

function matches(compare: Comparator): string {
  const words = comparison(compare, String);
  return words.endsWith(" 1") ? `${words} match` : `${words} matches`;
}

/** 0.005 → 0.5 %, without the digits that binary fractions add. */
function percent(value: number): string {
  return `${Number((value * 100).toFixed(6))} %`;
}
