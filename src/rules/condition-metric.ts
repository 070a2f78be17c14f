import { z } from "zod";
import type { MetricAggregate, MetricCondition } from "../model/condition.ts";
import { FIELDS } from "../model/entry.ts";
import { isFieldName, unknownFieldHint } from "./check-reading.ts";
import { fieldSchema } from "./check-value-field.ts";
import { COMPARATOR_KEYS, type Domain, pickComparator } from "./comparator.ts";
import { baselineSchema, MULTIPLES, readBaseline } from "./condition-baseline.ts";
import {
  type ConditionContext,
  type ConditionReader,
  readClear,
  readComparator,
} from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";

/** p1 to p99.9. p0 is min and p100 is max. */
const PERCENTILE = /^p(?:[1-9]\d?(?:\.\d)?|0\.[1-9])$/;

const schema = z.strictObject({
  type: z.literal("metric"),
  match: z.string(),
  field: fieldSchema(["number"]),
  aggregate: z
    .string()
    .meta({ anyOf: [{ enum: ["avg", "min", "max", "sum"] }, { pattern: PERCENTILE.source }] }),
  window: durationSchema({ positive: true }),
  ...COMPARATOR_KEYS,
  min_count: z.int().min(1).optional(),
  clear: z.strictObject(COMPARATOR_KEYS).optional(),
  baseline: baselineSchema.optional(),
});

export const metricCondition: ConditionReader<MetricCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const field = readNumberField(keys.field, context);
    const aggregate = readAggregate(keys.aggregate, context);
    const baseline = readBaseline(keys.baseline, keys.window, context);
    const domain = keys.baseline === undefined ? numbersOf(keys.field) : MULTIPLES;
    const compare = readComparator(pickComparator(keys), domain, context);
    const clear = readClear(pickComparator(keys.clear), compare, domain, context);
    if (match === undefined || field === undefined || aggregate === undefined) return undefined;
    if (compare === undefined || keys.window === undefined) return undefined;
    return {
      type: "metric",
      match,
      field,
      aggregate,
      windowMs: keys.window,
      compare,
      ...(clear === undefined ? {} : { clear }),
      minCount: keys.min_count ?? 1,
      ...(baseline === undefined ? {} : { baseline }),
    };
  },
};

/** No field of an entry that is a number is ever negative; an attribute may be anything. */
function numbersOf(field: string | undefined): Domain {
  const known = field !== undefined && isFieldName(field);
  return {
    min: known ? 0 : Number.NEGATIVE_INFINITY,
    max: Number.POSITIVE_INFINITY,
    whole: false,
    noun: known ? `\`${field}\`` : "a number",
  };
}

const ATTRIBUTE = /^attributes\.[^\s.]+(?:\.[^\s.]+)*$/;

function readNumberField(field: string | undefined, context: ConditionContext): string | undefined {
  if (field === undefined || ATTRIBUTE.test(field)) return field;
  if (!isFieldName(field)) {
    const message = `\`${field}\` is no field of an entry`;
    context.problem(["field"], { code: "rule/unknown-field", message, hint: unknownFieldHint(field) });
    return undefined;
  }
  const { type } = FIELDS[field];
  if (type === "number") return field;
  context.problem(["field"], {
    code: "rule/unknown-field",
    message: `\`${field}\` is no number, so there is nothing to aggregate`,
    hint: "name a number, such as duration_ms or bytes, or attributes.x",
  });
  return undefined;
}

function readAggregate(written: string | undefined, context: ConditionContext): MetricAggregate | undefined {
  switch (written) {
    case undefined:
    case "avg":
    case "min":
    case "max":
    case "sum":
      return written;
    default:
      if (isPercentile(written)) return written;
      context.problem(["aggregate"], {
        code: "rule/bad-aggregate",
        message: `\`${written}\` is no aggregate`,
        hint:
          AGGREGATE_HINTS[written] ??
          "it is one of avg, min, max, sum, or a percentile such as p50, p99, p99.9",
      });
      return undefined;
  }
}

function isPercentile(written: string): written is `p${number}` {
  return PERCENTILE.test(written);
}

const AGGREGATE_HINTS: Readonly<Record<string, string>> = {
  p0: "the least is `min`",
  p100: "the greatest is `max`",
  mean: "the mean is `avg`",
  average: "the mean is `avg`",
  median: "the median is `p50`",
  count: "how many there are is the condition `count`",
};
