import { z } from "zod";
import type { NewValueCondition } from "../model/condition.ts";
import { valueFieldSchema } from "./check-value-field.ts";
import type { ConditionReader } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";
import { readValueField } from "./read-value-field.ts";

/** Values of one group that a rule may ask to be remembered. */
export const maxValuesAllowed = 1_000_000;

const schema = z.strictObject({
  type: z.literal("new_value"),
  match: z.string(),
  field: valueFieldSchema,
  history: durationSchema({ positive: true }).optional(),
  learning: durationSchema({ positive: false }).optional(),
  window: durationSchema({ positive: true }).optional(),
  max_values: z.int().min(1).max(maxValuesAllowed).optional(),
});

const defaultHistoryMs = 30 * 86_400_000;
const defaultLearningMs = 3_600_000;
const defaultWindowMs = 300_000;
const defaultMaxValues = 10_000;

export const newValueCondition: ConditionReader<NewValueCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const field = readValueField(keys.field, context);
    if (match === undefined || field === undefined) return undefined;
    return {
      type: "new_value",
      match,
      field,
      historyMs: keys.history ?? defaultHistoryMs,
      learningMs: keys.learning ?? defaultLearningMs,
      windowMs: keys.window ?? defaultWindowMs,
      maxValues: keys.max_values ?? defaultMaxValues,
    };
  },
};
