import { z } from "zod";
import { parseByteSize } from "../model/byte-size.ts";
import type { IssueParams } from "../rules/schema-findings.ts";

/** `10GB`, or a plain 0 → bytes. */
export const sizeSchema: z.ZodType<number> = z.unknown().transform((value, context) => {
  const bytes = value === 0 ? 0 : typeof value === "string" ? parseByteSize(value) : undefined;
  if (bytes !== undefined) return bytes;
  const written = typeof value === "object" ? "this" : `\`${String(value)}\``;
  const params: IssueParams = { name: "bad-size", hint: "a number with B, KB, MB, GB or TB, such as 10GB" };
  context.addIssue({ code: "custom", message: `${written} is no size`, params: { ...params } });
  return z.NEVER;
});
