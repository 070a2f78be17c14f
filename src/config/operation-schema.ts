import { z } from "zod";
import { durationSchema } from "../rules/duration-schema.ts";
import { sizeSchema } from "./size-schema.ts";

const dayMs = 86_400_000;

/** Ten years: what is kept for longer is kept for ever. */
const maxKeptMs = 3650 * dayMs;

/** What is deleted, and when. */
export const retentionSchema = z.strictObject({
  max_age: durationSchema({ positive: true, maxMs: maxKeptMs }).optional(),
  max_size: sizeSchema.optional(),
  incidents_max_age: durationSchema({ positive: true, maxMs: maxKeptMs }).optional(),
});

/** When Tocsin finds that something is wrong with itself; a duration of 0 switches the finding off. */
export const selfSchema = z.strictObject({
  source_silent_after: durationSchema({ positive: false }).optional(),
  unparsable_share: z.number().min(0).max(1).optional(),
  dead_rule_after: durationSchema({ positive: false, maxMs: maxKeptMs }).optional(),
  delivery_failing_after: durationSchema({ positive: false }).optional(),
  disk_free_share: z.number().min(0).max(1).optional(),
});

/** Filled in where the configuration says nothing. */
export const RETENTION_DEFAULTS = {
  maxAgeMs: 14 * dayMs,
  maxBytes: 10 * 1024 ** 3,
  incidentsMaxAgeMs: 400 * dayMs,
} as const;

export const SELF_DEFAULTS = {
  sourceSilentAfterMs: 3_600_000,
  unparsableShare: 0.1,
  deadRuleAfterMs: 30 * dayMs,
  deliveryFailingAfterMs: 600_000,
  diskFreeShare: 0.05,
} as const;
