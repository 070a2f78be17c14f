import { z } from "zod";
import type { ConsecutiveCondition } from "../model/condition.ts";
import { COUNTS } from "./comparator.ts";
import { type ConditionReader, readComparator } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";

const schema = z.strictObject({
  type: z.literal("consecutive"),
  match: z.string(),
  reset: z.string().optional(),
  gte: z.number(),
  max_gap: durationSchema({ positive: true }).optional(),
});

const defaultMaxGapMs = 600_000;

export const consecutiveCondition: ConditionReader<ConsecutiveCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const reset = context.expression("reset", keys.reset);
    if (keys.gte !== undefined) readComparator({ gte: keys.gte }, COUNTS, context);
    if (match === undefined || keys.gte === undefined) return undefined;
    return {
      type: "consecutive",
      match,
      ...(reset === undefined ? {} : { reset }),
      gte: keys.gte,
      maxGapMs: keys.max_gap ?? defaultMaxGapMs,
    };
  },
};
