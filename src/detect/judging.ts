import type { Condition, Expression } from "../model/condition.ts";
import { hasUpperBound } from "./comparison.ts";
import type { Judged } from "./condition-state.ts";
import type { ExpressionTable } from "./expression-table.ts";

// The four answers, made once: judging an entry allocates nothing.
const NEITHER: Judged = { match: false, other: false };
const MATCH: Judged = { match: true, other: false };
const OTHER: Judged = { match: false, other: true };
const BOTH: Judged = { match: true, other: true };

/** What the condition's expressions say of the table's current entry. An expression that fails is no match. */
export function judgeFor(condition: Condition, table: ExpressionTable, onFailure: () => void): () => Judged {
  const match = testOf(condition.match, table, onFailure);
  const other = otherTest(condition, table, onFailure);
  if (other === undefined) return () => (match() ? MATCH : NEITHER);
  if (other === "not match") return () => (match() ? MATCH : OTHER);
  if (other === "always") return () => (match() ? BOTH : OTHER);
  return () => {
    const isMatch = match();
    if (other()) return isMatch ? BOTH : OTHER;
    return isMatch ? MATCH : NEITHER;
  };
}

function otherTest(
  condition: Condition,
  table: ExpressionTable,
  onFailure: () => void,
): (() => boolean) | "not match" | "always" | undefined {
  switch (condition.type) {
    case "any":
    case "count":
      return undefined;
    case "consecutive":
      return condition.reset === undefined ? "not match" : testOf(condition.reset, table, onFailure);
    case "ratio":
      return condition.of === undefined ? "always" : testOf(condition.of, table, onFailure);
  }
}

function testOf(expression: Expression, table: ExpressionTable, onFailure: () => void): () => boolean {
  const place = table.place(expression);
  return () => {
    const result = table.evaluate(place);
    if (result === null) onFailure();
    return result === true;
  };
}

/** An entry that only ends or dilutes something needs no group of its own, except where it is counted. */
export function makesGroup(condition: Condition, judged: Judged): boolean {
  return judged.match || condition.type === "ratio";
}

/** An entry that is no match means nothing to the condition. */
export function hearsOnlyMatches({ type }: Condition): boolean {
  return type === "any" || type === "count";
}

/** True with no entry at all: then the group must exist before the first match. */
export function speaksOfSilence(condition: Condition): boolean {
  return condition.type === "count" && hasUpperBound(condition.compare);
}
