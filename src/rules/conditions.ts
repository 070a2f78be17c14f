import type { Condition, ConditionType } from "../model/condition.ts";
import { anyCondition } from "./condition-any.ts";
import { consecutiveCondition } from "./condition-consecutive.ts";
import type { ConditionReader } from "./condition-context.ts";
import { countCondition } from "./condition-count.ts";
import { metricCondition } from "./condition-metric.ts";
import { ratioCondition } from "./condition-ratio.ts";

/** Every condition type. A type of the model without its line here does not compile. */
export const CONDITIONS: {
  readonly [T in ConditionType]: ConditionReader<Extract<Condition, { readonly type: T }>>;
} = {
  any: anyCondition,
  count: countCondition,
  consecutive: consecutiveCondition,
  ratio: ratioCondition,
  metric: metricCondition,
};
