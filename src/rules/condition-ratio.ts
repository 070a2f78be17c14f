import { z } from "zod";
import type { RatioCondition } from "../model/condition.ts";
import { COMPARATOR_KEYS, pickComparator, SHARES } from "./comparator.ts";
import { type ConditionReader, readClear, readComparator } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";

const schema = z.strictObject({
  type: z.literal("ratio"),
  match: z.string(),
  of: z.string().optional(),
  window: durationSchema({ positive: true }),
  ...COMPARATOR_KEYS,
  min_count: z.int().min(1).optional(),
  clear: z.strictObject(COMPARATOR_KEYS).optional(),
});

export const ratioCondition: ConditionReader<RatioCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const of = context.expression("of", keys.of);
    const compare = readComparator(pickComparator(keys), SHARES, context);
    const clear = readClear(pickComparator(keys.clear), compare, SHARES, context);
    if (match === undefined || compare === undefined || keys.window === undefined) return undefined;
    return {
      type: "ratio",
      match,
      ...(of === undefined ? {} : { of }),
      windowMs: keys.window,
      compare,
      ...(clear === undefined ? {} : { clear }),
      minCount: keys.min_count ?? 1,
    };
  },
};
