import { z } from "zod";
import type { CountCondition } from "../model/condition.ts";
import { COMPARATOR_KEYS, COUNTS, pickComparator } from "./comparator.ts";
import { baselineSchema, MULTIPLES, readBaseline } from "./condition-baseline.ts";
import { type ConditionReader, readClear, readComparator } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";
import { readExpectOfUpperBound } from "./read-expect.ts";

const schema = z.strictObject({
  type: z.literal("count"),
  match: z.string(),
  window: durationSchema({ positive: true }),
  ...COMPARATOR_KEYS,
  clear: z.strictObject(COMPARATOR_KEYS).optional(),
  expect: z.array(z.unknown()).optional(),
  baseline: baselineSchema.optional(),
});

export const countCondition: ConditionReader<CountCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const baseline = readBaseline(keys.baseline, keys.window, context);
    const domain = keys.baseline === undefined ? COUNTS : MULTIPLES;
    const compare = readComparator(pickComparator(keys), domain, context);
    const clear = readClear(pickComparator(keys.clear), compare, domain, context);
    const expect = readExpectOfUpperBound(keys, context);
    if (match === undefined || compare === undefined || keys.window === undefined) return undefined;
    return {
      type: "count",
      match,
      windowMs: keys.window,
      compare,
      ...(clear === undefined ? {} : { clear }),
      ...(expect === undefined ? {} : { expect }),
      ...(baseline === undefined ? {} : { baseline }),
    };
  },
};
