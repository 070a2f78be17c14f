import { forWithoutClear } from "./for-without-clear.ts";
import type { Lint } from "./lint.ts";
import { minCount } from "./min-count.ts";
import { missingOwner } from "./missing-owner.ts";
import { missingRunbook } from "./missing-runbook.ts";
import { missingTests } from "./missing-tests.ts";
import { missingWhy } from "./missing-why.ts";
import { noClientGroup } from "./no-client-group.ts";
import { runbookNotFound } from "./runbook-not-found.ts";
import { sameRule } from "./same-rule.ts";
import { unboundedGroup } from "./unbounded-group.ts";

export type LintId =
  | "for-without-clear"
  | "min-count"
  | "missing-owner"
  | "missing-runbook"
  | "missing-tests"
  | "missing-why"
  | "no-client-group"
  | "runbook-not-found"
  | "same-rule"
  | "unbounded-group";

/** Every lint; one that is missing here does not compile. */
export const LINTS: { readonly [I in LintId]: Lint } = {
  "for-without-clear": forWithoutClear,
  "min-count": minCount,
  "missing-owner": missingOwner,
  "missing-runbook": missingRunbook,
  "missing-tests": missingTests,
  "missing-why": missingWhy,
  "no-client-group": noClientGroup,
  "runbook-not-found": runbookNotFound,
  "same-rule": sameRule,
  "unbounded-group": unboundedGroup,
};

export function isLintId(id: string): id is LintId {
  return Object.hasOwn(LINTS, id);
}

/** In the order of their names. */
export function lintIds(): readonly LintId[] {
  return Object.keys(LINTS).filter(isLintId);
}
