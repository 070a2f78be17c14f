import { z } from "zod";
import type { DistinctCondition } from "../model/condition.ts";
import { valueFieldSchema } from "./check-value-field.ts";
import { COMPARATOR_KEYS, pickComparator, VALUES } from "./comparator.ts";
import { type ConditionReader, readClear, readComparator } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";
import { readExpectOfUpperBound } from "./read-expect.ts";
import { readValueField } from "./read-value-field.ts";

const schema = z.strictObject({
  type: z.literal("distinct"),
  match: z.string(),
  field: valueFieldSchema,
  window: durationSchema({ positive: true }),
  ...COMPARATOR_KEYS,
  clear: z.strictObject(COMPARATOR_KEYS).optional(),
  expect: z.array(z.unknown()).optional(),
});

export const distinctCondition: ConditionReader<DistinctCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const field = readValueField(keys.field, context);
    const compare = readComparator(pickComparator(keys), VALUES, context);
    const clear = readClear(pickComparator(keys.clear), compare, VALUES, context);
    const expect = readExpectOfUpperBound(keys, context);
    if (match === undefined || field === undefined) return undefined;
    if (compare === undefined || keys.window === undefined) return undefined;
    return {
      type: "distinct",
      match,
      field,
      windowMs: keys.window,
      compare,
      ...(clear === undefined ? {} : { clear }),
      ...(expect === undefined ? {} : { expect }),
    };
  },
};
