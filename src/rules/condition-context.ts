import type { z } from "zod";
import type { Comparator, Condition, Expression, SingleCondition } from "../model/condition.ts";
import {
  COMPARATOR_KEYS,
  type ComparatorFinding,
  checkClear,
  checkComparator,
  type Domain,
} from "./comparator.ts";
import type { Finding } from "./source-text.ts";
import type { Path } from "./yaml-document.ts";

/** What the reader of a condition gets to work with. Findings land where the offending text stands. */
export interface ConditionContext {
  /** Reads the condition's keys; those that are wrong are reported and absent. */
  readonly shape: <S extends z.ZodObject>(schema: S) => Partial<z.output<S>>;
  /** Compiles the expression at a key, or a path; undefined where it is absent or wrong. */
  readonly expression: (at: string | Path, source: string | undefined) => Expression | undefined;
  /** Reports at a key below the condition; an empty path is the condition itself. */
  readonly problem: (path: Path, finding: Finding) => void;
  /** Reads the condition at a path below this one, which joins several; undefined where it is wrong. */
  readonly part: (path: Path) => SingleCondition | undefined;
  /** The key is written below the condition, whatever its value. */
  readonly isWritten: (key: string) => boolean;
  /** The rule's group_by. */
  readonly groupBy: readonly string[];
}

/** One condition type: its keys, and how they become a Condition. */
export interface ConditionReader<C extends Condition> {
  /** `type` is part of it. */
  readonly schema: z.ZodObject;
  /** Undefined where something it needs is wrong, which has then been reported. */
  readonly read: (context: ConditionContext) => C | undefined;
}

/** The comparator of a condition, checked; undefined where none is given, which is reported. */
export function readComparator(
  compare: Comparator | undefined,
  domain: Domain,
  context: ConditionContext,
): Comparator | undefined {
  if (compare === undefined) {
    // One whose value is wrong has been reported as that.
    if (Object.keys(COMPARATOR_KEYS).some(context.isWritten)) return undefined;
    const message = "the condition compares with nothing";
    context.problem([], { code: "rule/missing-key", message, hint: "add gt, gte, lt or lte" });
    return undefined;
  }
  report(checkComparator(compare, domain), [], context);
  return compare;
}

export function readClear(
  clear: Comparator | undefined,
  compare: Comparator | undefined,
  domain: Domain,
  context: ConditionContext,
): Comparator | undefined {
  if (clear === undefined || compare === undefined) return clear;
  report(checkClear(clear, compare, domain), ["clear"], context);
  return clear;
}

function report(findings: readonly ComparatorFinding[], path: Path, context: ConditionContext): void {
  for (const { key, message, hint } of findings) {
    context.problem(key === undefined ? path : [...path, key], {
      code: "rule/bad-comparator",
      message,
      hint,
    });
  }
}
