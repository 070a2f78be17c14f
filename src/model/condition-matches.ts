import type { Condition } from "./condition.ts";
import type { Entry } from "./entry.ts";
import { groupReader } from "./group.ts";

/**
 * Whether an entry in scope is one that the condition counts: a match of any of its parts or steps, with the field
 * where it looks at one. What must be absent, or ends something, is not counted.
 */
export function countedBy(condition: Condition): (entry: Entry) => boolean {
  if ("conditions" in condition) {
    const parts = Object.values(condition.conditions).map(countedBy);
    return (entry) => parts.some((counts) => counts(entry));
  }
  if (condition.type === "sequence") {
    return (entry) => condition.steps.some(({ match }) => match.test(entry) === true);
  }
  const { match } = condition;
  if (!("field" in condition)) return (entry) => match.test(entry) === true;
  const read = groupReader(condition.field);
  if (condition.type === "metric") {
    return (entry) => match.test(entry) === true && Number.isFinite(read(entry));
  }
  return (entry) => match.test(entry) === true && read(entry) !== undefined;
}

/** What is counted, as the author wrote it: `a`; the steps `a, then b`; parts by name, `x: a; y: b`. */
export function matchWords(condition: Condition): string {
  if ("conditions" in condition) {
    const parts = Object.entries(condition.conditions).map(([name, part]) => `${name}: ${matchWords(part)}`);
    return parts.join("; ");
  }
  if (condition.type === "sequence") return condition.steps.map(({ match }) => match.source).join(", then ");
  return condition.match.source;
}
