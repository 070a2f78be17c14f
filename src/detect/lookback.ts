import type { Condition } from "../model/condition.ts";
import type { Rule } from "../model/rule.ts";
import { leaveInstant } from "./tally-window.ts";

/**
 * How far back entries can still matter for what the rule tells at an instant, ms: re-reading that much before the
 * start of the oldest open alert gives the engine the state it had.
 */
export function lookbackMs(rule: Rule): number {
  return conditionLookback(rule.condition) + rule.forMs + rule.keepFiringForMs + 1;
}

function conditionLookback(condition: Condition): number {
  switch (condition.type) {
    case "any":
    case "count":
    case "ratio":
      // A slot's end lies up to one slot after the window's.
      return Math.ceil(leaveInstant(0, condition.windowMs));
    case "consecutive":
      // A run that is still going has a match at least every max_gap, so this many gaps hold gte of them.
      return condition.gte * condition.maxGapMs;
  }
}

/** The longest lookback of all rules, 0 without rules. */
export function longestLookbackMs(rules: readonly Rule[]): number {
  return rules.reduce((longest, rule) => Math.max(longest, lookbackMs(rule)), 0);
}
