import { z } from "zod";
import type { AbsenceCondition } from "../model/condition.ts";
import { formatDuration } from "../model/duration.ts";
import type { ConditionReader } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";
import { readListedGroups } from "./read-expect.ts";

/** What `expect` says where groups are learned from their entries. */
const LEARNED = "learned";

const defaultForgetAfterMs = 86_400_000;

const schema = z.strictObject({
  type: z.literal("absence"),
  match: z.string(),
  window: durationSchema({ positive: true }),
  expect: z
    .unknown()
    .refine((value) => value === undefined || value === LEARNED || Array.isArray(value), {
      params: { name: "bad-expect", hint: "groups are learned from their entries, or listed one by one" },
      error: "`expect` is `learned` or a list of groups",
    })
    .meta({ anyOf: [{ const: LEARNED }, { type: "array" }] })
    .optional(),
  forget_after: durationSchema({ positive: true }).optional(),
});

export const absenceCondition: ConditionReader<AbsenceCondition> = {
  schema,
  read(context) {
    const keys = context.shape(schema);
    const match = context.expression("match", keys.match);
    const expect = Array.isArray(keys.expect) ? readListedGroups(keys.expect, context) : undefined;
    const { window: windowMs, forget_after: forgetAfterMs } = keys;
    if (expect !== undefined && forgetAfterMs !== undefined) {
      const message = "a group that is listed is never forgotten";
      context.problem(["forget_after"], { code: "rule/bad-expect", message, hint: "leave it out" });
    }
    const kept = forgetAfterMs ?? defaultForgetAfterMs;
    if (expect === undefined && windowMs !== undefined && kept <= windowMs) {
      const message = `a group is forgotten after ${formatDuration(kept)}, so it is never silent for ${formatDuration(windowMs)}`;
      const path = forgetAfterMs === undefined ? ["window"] : ["forget_after"];
      context.problem(path, {
        code: "rule/bad-duration",
        message,
        hint: "`forget_after` must be longer than `window`",
      });
    }
    if (match === undefined || windowMs === undefined) return undefined;
    return {
      type: "absence",
      match,
      windowMs,
      ...(expect === undefined ? {} : { expect }),
      forgetAfterMs: kept,
    };
  },
};
