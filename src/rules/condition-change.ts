import { z } from "zod";
import type { ChangeCondition } from "../model/condition.ts";
import { valueFieldSchema } from "./check-value-field.ts";
import type { ConditionReader } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";
import { readValueField } from "./read-value-field.ts";

const schema = z.strictObject({
  type: z.literal("change"),
  match: z.string(),
  field: valueFieldSchema,
  window: durationSchema({ positive: true }),
});

export const changeCondition: ConditionReader<ChangeCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const field = readValueField(keys.field, context);
    if (field !== undefined && context.groupBy.includes(field)) {
      const message = `\`${field}\` never changes within a group, because it is in \`group_by\``;
      const hint = "take it out of `group_by`, or look at another field";
      context.problem(["field"], { code: "rule/bad-field", message, hint });
    }
    if (match === undefined || field === undefined || keys.window === undefined) return undefined;
    return { type: "change", match, field, windowMs: keys.window };
  },
};
