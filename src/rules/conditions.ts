import type { Condition, ConditionType } from "../model/condition.ts";
import { absenceCondition } from "./condition-absence.ts";
import { anyCondition } from "./condition-any.ts";
import { changeCondition } from "./condition-change.ts";
import { consecutiveCondition } from "./condition-consecutive.ts";
import type { ConditionReader } from "./condition-context.ts";
import { countCondition } from "./condition-count.ts";
import { distinctCondition } from "./condition-distinct.ts";
import { allOfCondition, anyOfCondition } from "./condition-joined.ts";
import { metricCondition } from "./condition-metric.ts";
import { newValueCondition } from "./condition-new-value.ts";
import { ratioCondition } from "./condition-ratio.ts";
import { sequenceCondition } from "./condition-sequence.ts";

/** Every condition type. A type of the model without its line here does not compile. */
export const CONDITIONS: {
  readonly [T in ConditionType]: ConditionReader<Extract<Condition, { readonly type: T }>>;
} = {
  any: anyCondition,
  count: countCondition,
  consecutive: consecutiveCondition,
  ratio: ratioCondition,
  metric: metricCondition,
  distinct: distinctCondition,
  absence: absenceCondition,
  new_value: newValueCondition,
  change: changeCondition,
  sequence: sequenceCondition,
  all_of: allOfCondition,
  any_of: anyOfCondition,
};
