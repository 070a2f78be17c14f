import { z } from "zod";
import type { Baseline } from "../model/condition.ts";
import { formatDuration } from "../model/duration.ts";
import type { Domain } from "./comparator.ts";
import type { ConditionContext } from "./condition-context.ts";
import { durationSchema } from "./duration-schema.ts";

const minuteMs = 60_000;

/** Window and offset together; a cell is kept for each minute of them. */
export const maxBaselineMs = 7 * 86_400_000;
/** Days of `at: same_hour`. */
export const maxBaselineDays = 28;

export const baselineSchema = z.strictObject({
  window: durationSchema({ positive: true }).optional(),
  offset: durationSchema({ positive: false }).optional(),
  at: z.literal("same_hour").optional(),
  days: z.int().min(1).max(maxBaselineDays).optional(),
  min_count: z.int().min(1).optional(),
  floor: z.number().optional(),
});

type BaselineKeys = z.output<typeof baselineSchema>;

/** What a comparator is compared with where there is a baseline. */
export const MULTIPLES: Domain = {
  min: 0,
  max: Number.POSITIVE_INFINITY,
  whole: false,
  noun: "a multiple of the baseline",
};

const defaultDays = 7;

/** `windowMs` is the condition's own window: the default offset, so that nothing is its own baseline. */
export function readBaseline(
  keys: BaselineKeys | undefined,
  windowMs: number | undefined,
  context: ConditionContext,
): Baseline | undefined {
  if (keys === undefined) return undefined;
  const more = { minCount: keys.min_count ?? 1, floor: keys.floor ?? 0 };
  if (keys.at !== undefined) {
    refuseWindowKeys(keys, context);
    return { kind: "same_hour", days: keys.days ?? defaultDays, ...more };
  }
  if (keys.days !== undefined) {
    problem(["days"], "`days` goes with `at: same_hour`", "write at: same_hour, or window: 1h", context);
  }
  if (keys.window === undefined) {
    context.problem(["baseline"], {
      code: "rule/missing-key",
      message: "`condition.baseline` has no `window`",
      hint: "how long it looks back, such as window: 1h; or at: same_hour",
    });
    return undefined;
  }
  const offsetMs = keys.offset ?? Math.ceil((windowMs ?? 0) / minuteMs) * minuteMs;
  checkMinutes("window", keys.window, context);
  checkMinutes("offset", offsetMs, context);
  if (keys.window + offsetMs > maxBaselineMs) {
    const message = `\`window\` and \`offset\` of a baseline together are at most ${formatDuration(maxBaselineMs)}`;
    problem(["window"], message, "at: same_hour looks back further", context);
  }
  return { kind: "window", windowMs: keys.window, offsetMs, ...more };
}

function refuseWindowKeys(keys: BaselineKeys, context: ConditionContext): void {
  for (const key of ["window", "offset"] as const) {
    if (keys[key] === undefined) continue;
    const message = `\`${key}\` does not go with \`at: same_hour\`, which takes whole hours of earlier days`;
    problem([key], message, "keep one of them", context);
  }
}

function checkMinutes(key: "window" | "offset", ms: number, context: ConditionContext): void {
  if (ms % minuteMs === 0) return;
  const message = `\`${key}: ${formatDuration(ms)}\` must be whole minutes, because a baseline is taken at minutes`;
  problem([key], message, `such as ${formatDuration(Math.ceil(ms / minuteMs) * minuteMs)}`, context);
}

function problem(path: readonly string[], message: string, hint: string, context: ConditionContext): void {
  context.problem(["baseline", ...path], { code: "rule/bad-baseline", message, hint });
}
