import { z } from "zod";
import { FIELDS, type FieldType, type Json } from "../model/entry.ts";
import { FACT_NAMES } from "../model/fact-name.ts";
import { SEVERITIES } from "../model/rule.ts";
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

const FIELD_SCHEMAS: Readonly<Record<FieldType, z.ZodType<Json>>> = {
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
  ...Object.fromEntries(
    ENTRY_FIELDS.map(([name, spec]) => [name, FIELD_SCHEMAS[spec.type].optional().describe(spec.doc)]),
  ),
});

const lineSchema = z.strictObject({ ...repeat, format: z.string(), line: z.string() });

const groupValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const severity = z.enum(SEVERITIES);

/** What is written of an alert must be so; what is left out is not asked. */
const alertKeys = {
  state: z.enum(["pending", "firing", "resolved"]),
  group: z.record(z.string(), groupValue).optional(),
  tenant: z.string().optional(),
  /** That of `all_of` and `any_of` is a map. */
  value: z.union([groupValue, z.record(z.string(), groupValue)]).optional(),
  severity: severity.optional(),
  reason: z.enum(["not_held", "no_data"]).nullable().optional(),
  started_at: instant.optional(),
};

const alertSchema = z.strictObject(alertKeys);
const transitionSchema = z.strictObject({ at: instant, ...alertKeys });

const texts = z.array(z.string().min(1)).min(1);

const incidentSchema = z.strictObject({
  at: instant.optional(),
  state: z.enum(["open", "resolved"]).optional(),
  severity: severity.optional(),
  title: z.string().optional(),
  subject: z.string().optional(),
  facts: z.array(z.enum(FACT_NAMES)).min(1).optional(),
  text_contains: texts.optional(),
  text_lacks: texts.optional(),
});

/** One rule test: what comes in, and what the rule is to make of it. */
export const ruleTestSchema = z.strictObject({
  name: z.string(),
  entries: z.array(entrySchema).optional(),
  lines: z.array(lineSchema).optional(),
  until: instant.optional(),
  expect: z.array(z.strictObject({ at: instant, alerts: z.array(alertSchema) })).optional(),
  transitions: z.array(transitionSchema).optional(),
  incident: incidentSchema.optional(),
});

/** Times are ms from the test's start; fields of an entry have the names and types of FIELDS. */
export type RuleTest = z.output<typeof ruleTestSchema>;
export type TestEntry = NonNullable<RuleTest["entries"]>[number];
export type TestLine = NonNullable<RuleTest["lines"]>[number];
export type ExpectedAlert = z.output<typeof alertSchema>;
export type ExpectedIncident = z.output<typeof incidentSchema>;
export type ExpectedTransition = z.output<typeof transitionSchema>;
