import { z } from "zod";
import type { RatioCondition } from "../model/condition.ts";
import { COMPARATOR_KEYS, pickComparator, SHARES } from "./comparator.ts";
import { baselineSchema, MULTIPLES, readBaseline } from "./condition-baseline.ts";
import {
  type ConditionContext,
  type ConditionReader,
  readClear,
  readComparator,
} from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";

const schema = z.strictObject({
  type: z.literal("ratio"),
  match: z.string(),
  of: z.string().optional(),
  window: durationSchema({ positive: true }),
  ...COMPARATOR_KEYS,
  min_count: z.int().min(1).optional(),
  clear: z.strictObject(COMPARATOR_KEYS).optional(),
  baseline: baselineSchema.optional(),
});

export const ratioCondition: ConditionReader<RatioCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const of = context.expression("of", keys.of);
    const baseline = readBaseline(keys.baseline, keys.window, context);
    const domain = keys.baseline === undefined ? SHARES : MULTIPLES;
    const compare = readComparator(pickComparator(keys), domain, context);
    const clear = readClear(pickComparator(keys.clear), compare, domain, context);
    refuseFloorAboveAll(keys.baseline?.floor, context);
    if (match === undefined || compare === undefined || keys.window === undefined) return undefined;
    return {
      type: "ratio",
      match,
      ...(of === undefined ? {} : { of }),
      windowMs: keys.window,
      compare,
      ...(clear === undefined ? {} : { clear }),
      minCount: keys.min_count ?? 1,
      ...(baseline === undefined ? {} : { baseline }),
    };
  },
};

function refuseFloorAboveAll(floor: number | undefined, context: ConditionContext): void {
  if (floor === undefined || floor <= 1) return;
  context.problem(["baseline", "floor"], {
    code: "rule/bad-baseline",
    message: `with \`floor: ${floor}\` it is never true: a ratio lies between 0 and 1`,
    ...(floor <= 100 ? { hint: `${floor} % is floor: ${floor / 100}` } : {}),
  });
}
