import { z } from "zod";
import { type Matcher, parseMatcher } from "../model/matcher.ts";
import { durationSchema } from "../rules/duration-schema.ts";
import type { IssueParams } from "../rules/schema-findings.ts";

const matcher = z.string().transform((text, context): Matcher => {
  const parsed = parseMatcher(text);
  if (parsed !== undefined) return parsed;
  const params: IssueParams = {
    name: "bad-matcher",
    hint: 'one in each item, such as severity="critical" or service=~"edge|athens"; operators are = != =~ !~',
  };
  context.addIssue({ code: "custom", message: `\`${text}\` is no matcher`, params: { ...params } });
  return z.NEVER;
});

const timings = {
  /** Accepted so that somebody's Alertmanager file can be pasted in; incidents are formed by `incident_by`. */
  group_by: z.array(z.string()).optional(),
  group_wait: durationSchema({ positive: false }).optional(),
  group_interval: durationSchema({ positive: false }).optional(),
  repeat_interval: durationSchema({ positive: true }).optional(),
};

/** Written out, since a type cannot be inferred from a schema that holds itself. */
export interface ChildRouteKeys {
  readonly receiver?: string | undefined;
  readonly matchers?: readonly Matcher[] | undefined;
  readonly continue?: boolean | undefined;
  readonly group_by?: readonly string[] | undefined;
  readonly group_wait?: number | undefined;
  readonly group_interval?: number | undefined;
  readonly repeat_interval?: number | undefined;
  readonly mute_time_intervals?: readonly string[] | undefined;
  readonly active_time_intervals?: readonly string[] | undefined;
  readonly routes?: readonly ChildRouteKeys[] | undefined;
}

const childRoute: z.ZodType<ChildRouteKeys> = z.strictObject({
  receiver: z.string().min(1).optional(),
  matchers: z.array(matcher).optional(),
  continue: z.boolean().optional(),
  ...timings,
  mute_time_intervals: z.array(z.string().min(1)).optional(),
  active_time_intervals: z.array(z.string().min(1)).optional(),
  get routes() {
    return z.array(childRoute).optional();
  },
});

/** Rules of inhibition; each alert that fires is held against all of them. */
export const maxInhibitRules = 100;

/** By Alertmanager's names. */
export const inhibitRuleSchema = z.strictObject({
  name: z.string().min(1).optional(),
  source_matchers: z.array(matcher).min(1),
  target_matchers: z.array(matcher).min(1),
  equal: z.array(z.string().min(1)).optional(),
});

export type InhibitRuleKeys = z.output<typeof inhibitRuleSchema>;

/** The route tree, by Alertmanager's names. */
export const routeSchema = z.strictObject({
  receiver: z.string().min(1),
  info: z.enum(["record", "tell"]).optional(),
  ...timings,
  routes: z.array(childRoute).optional(),
});
