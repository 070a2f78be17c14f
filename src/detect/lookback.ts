import type { Rule } from "../model/rule.ts";
import { conditionKind } from "./conditions.ts";
import { duplicateLookbackMs } from "./duplicate-marks.ts";

/**
 * How far back entries can still matter for what the rule tells at an instant, ms: re-reading that much before the
 * start of the oldest open alert gives the engine the state it had.
 */
export function lookbackMs(rule: Rule): number {
  const conditions =
    rule.escalate === undefined ? [rule.condition] : [rule.condition, rule.escalate.condition];
  const longest = Math.max(...conditions.map((one) => conditionKind(one).lookbackMs(one)));
  const marking = rule.duplicates === "skip" ? duplicateLookbackMs : 0;
  return marking + longest + rule.forMs + rule.keepFiringForMs + 1;
}

/** The longest lookback of all rules, 0 without rules. */
export function longestLookbackMs(rules: readonly Rule[]): number {
  return rules.reduce((longest, rule) => Math.max(longest, lookbackMs(rule)), 0);
}
