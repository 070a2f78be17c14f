import { z } from "zod";
import { DURATION, formatDuration, parseDuration } from "../model/duration.ts";
import type { IssueParams } from "./schema-findings.ts";

/** No window, timer or delay is longer: every condition looks back a finite time. */
export const maxDurationMs = 31 * 86_400_000;

/** `10m`, `1h30m`, or a plain 0 → milliseconds, at most `maxMs`. With `positive`, 0 is refused. */
export function durationSchema({
  positive,
  maxMs = maxDurationMs,
}: {
  readonly positive: boolean;
  readonly maxMs?: number;
}): z.ZodType<number> {
  const read = z.unknown().transform((value, context) => {
    const ms = value === 0 ? 0 : typeof value === "string" ? parseDuration(value) : undefined;
    if (ms !== undefined && ms <= maxMs && (ms > 0 || !positive)) return ms;
    const { message, hint } = complain(value, ms, maxMs);
    const params: IssueParams = { name: "bad-duration", hint };
    context.addIssue({ code: "custom", message, params: { ...params } });
    return z.NEVER;
  });
  return read.meta(positive ? { type: "string", pattern: POSITIVE } : { anyOf: [{ const: 0 }, anyDuration] });
}

/** For editors: the spelling. What is too long, they do not know. */
const anyDuration = { type: "string", pattern: DURATION.source };
const POSITIVE = DURATION.source.replace("^", "^(?=.*[1-9])");

function complain(
  value: unknown,
  ms: number | undefined,
  maxMs: number,
): { readonly message: string; readonly hint: string } {
  const written = typeof value === "object" ? "this" : `\`${String(value)}\``;
  if (ms === 0) return { message: `${written} is too short`, hint: "write a time above 0, such as 5m" };
  if (ms !== undefined) {
    return { message: `${written} is too long`, hint: `at most ${formatDuration(maxMs)}` };
  }
  if (typeof value === "number") {
    return { message: `${written} has no unit`, hint: `write ${value}s, ${value}m or ${value}h` };
  }
  const hint = "numbers with ms, s, m, h, d or w, joined as in 1h30m";
  return { message: `${written} is no duration`, hint };
}
