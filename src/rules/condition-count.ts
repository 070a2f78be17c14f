import { z } from "zod";
import type { CountCondition } from "../model/condition.ts";
import { COMPARATOR_KEYS, COUNTS, pickComparator } from "./comparator.ts";
import { baselineSchema, MULTIPLES, readBaseline } from "./condition-baseline.ts";
import {
  type ConditionContext,
  type ConditionReader,
  readClear,
  readComparator,
} from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";

const schema = z.strictObject({
  type: z.literal("count"),
  match: z.string(),
  window: durationSchema({ positive: true }),
  ...COMPARATOR_KEYS,
  clear: z.strictObject(COMPARATOR_KEYS).optional(),
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
    refuseUpperBoundOfGroups(keys, context);
    if (match === undefined || compare === undefined || keys.window === undefined) return undefined;
    return {
      type: "count",
      match,
      windowMs: keys.window,
      compare,
      ...(clear === undefined ? {} : { clear }),
      ...(baseline === undefined ? {} : { baseline }),
    };
  },
};

function refuseUpperBoundOfGroups(
  keys: { readonly lt?: number | undefined; readonly lte?: number | undefined },
  context: ConditionContext,
): void {
  if (!context.grouped) return;
  for (const key of ["lt", "lte"] as const) {
    if (keys[key] === undefined) continue;
    context.problem([key], {
      code: "rule/bad-comparator",
      message: `\`${key}: ${keys[key]}\` cannot be judged for a group that has no entries`,
      hint: "a group is known only once it has an entry: leave out group_by and narrow the scope with `where`",
    });
  }
}
