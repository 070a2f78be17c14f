import { z } from "zod";
import type { AnyCondition } from "../model/condition.ts";
import type { ConditionReader } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";

const schema = z.strictObject({
  type: z.literal("any"),
  match: z.string(),
  window: durationSchema({ positive: true }).optional(),
});

const defaultWindowMs = 300_000;

export const anyCondition: ConditionReader<AnyCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    if (match === undefined) return undefined;
    return { type: "any", match, windowMs: keys.window ?? defaultWindowMs };
  },
};
