import { z } from "zod";
import { type LokiLine, maxLokiLines } from "./loki-line.ts";

const labels = z.record(z.string(), z.string());
const nanos = z.union([
  z.string().regex(/^\d{1,20}$/, "is no number of nanoseconds"),
  // Beyond 2^53 its last digits are lost, which are finer than what is kept.
  z
    .number()
    .nonnegative()
    .transform((value) => String(BigInt(Math.trunc(value)))),
]);
const value = z.union([z.tuple([nanos, z.string()]), z.tuple([nanos, z.string(), labels])]);
const push = z.object({
  streams: z.array(z.object({ stream: labels.default({}), values: z.array(value) })),
});

/** Loki's push as JSON. Throws where the text is none. */
export function lokiFromJson(text: string): readonly LokiLine[] {
  const read = push.safeParse(JSON.parse(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is wrong"}`);
  }
  const lines = read.data.streams.flatMap(({ stream, values }) =>
    values.map(([time, line, metadata = {}]) => ({ labels: stream, time: BigInt(time), line, metadata })),
  );
  if (lines.length > maxLokiLines) throw new Error(`more than ${maxLokiLines} lines in one push`);
  return lines;
}
