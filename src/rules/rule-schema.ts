import { z } from "zod";
import { SEVERITIES } from "../model/rule.ts";
import { idSchema } from "./check-id.ts";
import { valueFieldSchema } from "./check-value-field.ts";
import { durationSchema } from "./duration-schema.ts";
import { ruleTestSchema } from "./rule-test-schema.ts";

/** Groups that a rule may ask to be kept. */
export const maxGroupsAllowed = 1_000_000;
/** Groups that are kept where the rule says nothing. */
export const defaultMaxGroups = 10_000;

const WEB_ADDRESS = /^https?:\/\/[^\s]+$/;

const webAddress = z
  .string()
  .refine((url) => WEB_ADDRESS.test(url), {
    params: { name: "bad-url", hint: "it starts with https:// or http://" },
    error: "the link is no web address",
  })
  .meta({ pattern: WEB_ADDRESS.source });

const severity = z
  .enum(SEVERITIES.map(String))
  .transform((word) => SEVERITIES.find((known) => known === word));

/** The keys of a rule. The condition is read by its type (conditions.ts). */
export const ruleSchema = z.strictObject({
  id: idSchema,
  title: z.string(),
  severity: severity.optional(),
  owner: z.string().optional(),
  runbook: z.string().optional(),
  why: z.string().optional(),
  where: z.string().optional(),
  group_by: z.array(valueFieldSchema).meta({ uniqueItems: true }).optional(),
  condition: z.record(z.string(), z.unknown()),
  escalate: z.strictObject({ severity, condition: z.record(z.string(), z.unknown()) }).optional(),
  duplicates: z.enum(["skip", "count"]).optional(),
  for: durationSchema({ positive: false }).optional(),
  keep_firing_for: durationSchema({ positive: false }).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  links: z.array(z.strictObject({ title: z.string(), url: webAddress })).optional(),
  enabled: z.boolean().optional(),
  incident_by: z.array(z.string()).optional(),
  max_groups: z.int().min(1).max(maxGroupsAllowed).optional(),
  absent_groups: z.boolean().optional(),
  tests: z.array(ruleTestSchema).optional(),
});

/** The keys of `_defaults.yaml`. */
export const defaultsSchema = z.strictObject({
  owner: z.string().optional(),
  severity: severity.optional(),
  labels: z.record(z.string(), z.string()).optional(),
  incident_by: z.array(z.string()).optional(),
  runbook_base: z.string().optional(),
});

export type RuleKeys = Partial<z.output<typeof ruleSchema>>;
export type DefaultKeys = Partial<z.output<typeof defaultsSchema>>;
