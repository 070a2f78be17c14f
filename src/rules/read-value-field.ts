import { wrongValueField } from "./check-value-field.ts";
import type { ConditionContext } from "./condition-context.ts";

/** The `field` of a condition; undefined where it is absent, or wrong, which is reported. */
export function readValueField(field: string | undefined, context: ConditionContext): string | undefined {
  const finding = field === undefined ? undefined : wrongValueField(field, "cannot be compared as one value");
  if (finding === undefined) return field;
  context.problem(["field"], finding);
  return undefined;
}
