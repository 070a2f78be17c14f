import { z } from "zod";
import { FIELDS, type FieldType } from "../model/entry.ts";
import { durationSchema } from "./duration-schema.ts";

/** Entries or lines that one item of a test may stand for. */
export const maxTimes = 100_000;

const instant = durationSchema({ positive: false });

/** `at: 0s, every: 10s, times: 5`: five of it, ten seconds apart. */
const repeat = {
  at: instant,
  every: durationSchema({ positive: true }).optional(),
  times: z.int().min(1).max(maxTimes).optional(),
};

const FIELD_SCHEMAS: Readonly<Record<FieldType, z.ZodType>> = {
  number: z.number(),
  string: z.string(),
  boolean: z.boolean(),
  number_list: z.array(z.number()),
  string_list: z.array(z.string()),
  map: z.record(z.string(), z.json()),
};

/** The times come from `at`. */
const ENTRY_FIELDS = Object.entries(FIELDS).filter(([name]) => name !== "time" && name !== "observed_time");

const entrySchema = z.strictObject({
  ...repeat,
  ...Object.fromEntries(ENTRY_FIELDS.map(([name, spec]) => [name, FIELD_SCHEMAS[spec.type].optional()])),
});

const lineSchema = z.strictObject({ ...repeat, format: z.string(), line: z.string() });

const groupValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const alertSchema = z.strictObject({
  state: z.enum(["pending", "firing", "resolved"]),
  group: z.record(z.string(), groupValue).optional(),
  value: z.number().optional(),
});

/** One rule test: what comes in, and which alerts hold at which instants. */
export const ruleTestSchema = z.strictObject({
  name: z.string(),
  entries: z.array(entrySchema).optional(),
  lines: z.array(lineSchema).optional(),
  expect: z.array(z.strictObject({ at: instant, alerts: z.array(alertSchema) })).min(1),
});

/** Times are ms from the test's start; fields of an entry have the names and types of FIELDS. */
export type RuleTest = z.output<typeof ruleTestSchema>;
