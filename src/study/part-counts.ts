import type { Condition, Expression } from "../model/condition.ts";
import type { Entry } from "../model/entry.ts";
import { conjuncts } from "../rules/conjuncts.ts";

/** How many of the entries that were asked pass a part of an expression. */
export interface PartCount {
  readonly source: string;
  readonly passed: number;
  readonly failed: number;
}

/** One expression, part by part, and what it was asked for. */
export interface ExpressionCount {
  /** where, match, step 1, or the name of a condition. */
  readonly role: string;
  readonly asked: number;
  readonly passed: number;
  /** More than one where the expression is a chain of &&. */
  readonly parts: readonly PartCount[];
}

export interface ExpressionCounter {
  /** Whether the entry passes. */
  readonly ask: (entry: Entry) => boolean;
  readonly count: () => ExpressionCount;
}

/** Which part of an expression says no, and how often. */
export function createExpressionCounter(role: string, expression: Expression): ExpressionCounter {
  const parts = conjuncts(expression.source).map((part) => ({ part, passed: 0, failed: 0 }));
  let asked = 0;
  let passed = 0;
  return {
    ask(entry) {
      asked++;
      for (const one of parts) {
        const truth = one.part.test(entry);
        if (truth === true) one.passed++;
        else if (truth === null) one.failed++;
      }
      const passes = expression.test(entry) === true;
      if (passes) passed++;
      return passes;
    },
    count: () => ({
      role,
      asked,
      passed,
      parts: parts.map((one) => ({ source: one.part.source, passed: one.passed, failed: one.failed })),
    }),
  };
}

/** What a condition looks for, with the name of each. */
export function matchesOf(
  condition: Condition,
): readonly (readonly [role: string, expression: Expression])[] {
  if ("conditions" in condition) {
    return Object.entries(condition.conditions).flatMap(([name, part]) =>
      matchesOf(part).map(([role, expression]) => [`${name}: ${role}`, expression] as const),
    );
  }
  if (condition.type !== "sequence") return [["match", condition.match]];
  return condition.steps.map(({ match }, place) => [`step ${place + 1}`, match] as const);
}
