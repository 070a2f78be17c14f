import { z } from "zod";
import { parseDuration } from "../model/duration.ts";
import { maxActionText } from "../model/incident-action.ts";
import { createMatcher, type Matcher, parseMatcher } from "../model/matcher.ts";
import { instantOf } from "./incident-silence.ts";

const words = z.string().trim().min(1).max(maxActionText);
/** Who says so, for a program that speaks for several people; the token's own name stands behind it. */
const by = words.optional();
const incident = z.int().positive().optional();

/** IncidentAction; `incident` stands in the path already, and `by` is known from the token. */
export const actionSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("acknowledge"), incident, by }),
  z.strictObject({ type: z.literal("assign"), incident, by, owner: words }),
  z.strictObject({ type: z.literal("note"), incident, by, text: words }),
  z.strictObject({ type: z.literal("resolve"), incident, by, reason: words }),
]);

export const actionHint =
  'such as {"type": "acknowledge"}, {"type": "assign", "owner": "ana"}, {"type": "note", "text": "…"}, {"type": "resolve", "reason": "…"}';

const matcherText = z.string().transform((text, context): Matcher => {
  const matcher = parseMatcher(text);
  if (matcher !== undefined) return matcher;
  context.addIssue({ code: "custom", message: 'is no matcher; such as service="athens"' });
  return z.NEVER;
});

const matcherParts = z
  .strictObject({ name: z.string().min(1), operator: z.enum(["=", "!=", "=~", "!~"]), value: z.string() })
  .transform(({ name, operator, value }, context): Matcher => {
    const matcher = createMatcher(name, operator, value);
    if (matcher !== undefined) return matcher;
    context.addIssue({ code: "custom", message: "`value` is no regular expression" });
    return z.NEVER;
  });

const instant = z.string().transform((text, context): number => {
  const at = instantOf(text);
  if (at !== undefined) return at;
  context.addIssue({ code: "custom", message: "is no instant; such as 2026-11-24T03:00:00Z" });
  return z.NEVER;
});

const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  context.addIssue({ code: "custom", message: "is no duration; such as 4h" });
  return z.NEVER;
});

export const maxMatchers = 100;

export const silenceSchema = z
  .strictObject({
    /** Replaces the silence of this id. */
    id: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/)
      .optional(),
    matchers: z
      .array(z.union([matcherText, matcherParts]))
      .min(1)
      .max(maxMatchers),
    starts_at: instant.optional(),
    ends_at: instant.optional(),
    for: duration.optional(),
    comment: words,
    by,
  })
  .refine(({ ends_at, for: length }) => (ends_at === undefined) !== (length === undefined), {
    message: "needs either `ends_at` or `for`",
  });

export const silenceHint =
  'such as {"matchers": ["alertname=\\"sustained-502\\""], "for": "2h", "comment": "upgrade"}; at most 30 days';

export const redeliverSchema = z.strictObject({ id: z.string().min(1).max(500), by });
export const redeliverHint = 'such as {"id": "INC-42/1/on-call/slack/0/post"}';
