import { alwaysTrue } from "./always-true.ts";
import { fieldNeverPresent } from "./field-never-present.ts";
import { forWithoutClear } from "./for-without-clear.ts";
import type { Lint } from "./lint.ts";
import { minCount } from "./min-count.ts";
import { missingOwner } from "./missing-owner.ts";
import { missingRunbook } from "./missing-runbook.ts";
import { missingTests } from "./missing-tests.ts";
import { missingWhy } from "./missing-why.ts";
import { neverTrue } from "./never-true.ts";
import { noClientGroup } from "./no-client-group.ts";
import { runbookNotFound } from "./runbook-not-found.ts";
import { sameRule } from "./same-rule.ts";
import { testAssertsNothing } from "./test-asserts-nothing.ts";
import { unboundedGroup } from "./unbounded-group.ts";
import { unknownWord } from "./unknown-word.ts";

export type LintId =
  | "always-true"
  | "field-never-present"
  | "for-without-clear"
  | "min-count"
  | "missing-owner"
  | "missing-runbook"
  | "missing-tests"
  | "missing-why"
  | "never-true"
  | "no-client-group"
  | "runbook-not-found"
  | "same-rule"
  | "test-asserts-nothing"
  | "unbounded-group"
  | "unknown-word";

/** Every lint; one that is missing here does not compile. */
export const LINTS: { readonly [I in LintId]: Lint } = {
  "always-true": alwaysTrue,
  "field-never-present": fieldNeverPresent,
  "for-without-clear": forWithoutClear,
  "min-count": minCount,
  "missing-owner": missingOwner,
  "missing-runbook": missingRunbook,
  "missing-tests": missingTests,
  "missing-why": missingWhy,
  "never-true": neverTrue,
  "no-client-group": noClientGroup,
  "runbook-not-found": runbookNotFound,
  "same-rule": sameRule,
  "test-asserts-nothing": testAssertsNothing,
  "unbounded-group": unboundedGroup,
  "unknown-word": unknownWord,
};

export function isLintId(id: string): id is LintId {
  return Object.hasOwn(LINTS, id);
}

/** In the order of their names. */
export function lintIds(): readonly LintId[] {
  return Object.keys(LINTS).filter(isLintId);
}
