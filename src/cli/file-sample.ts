import type { FormatName } from "../formats/format.ts";
import type { FileOrigin } from "../model/file-origin.ts";
import { inputs } from "./input.ts";
import { type LogSample, maxSampleLines, parseSample } from "./log-sample.ts";

/** The beginning of a log, parsed; `-` is standard input. */
export async function fileSample(
  file: string,
  format: FormatName | "auto",
  redact: (line: string) => string,
  now: number,
): Promise<LogSample> {
  const lines: string[] = [];
  let origin: FileOrigin | undefined;
  for (const input of inputs([file])) {
    origin = await input.origin();
    for await (const batch of input.batches()) {
      lines.push(...batch.lines.slice(0, maxSampleLines - lines.length));
      if (lines.length >= maxSampleLines) break;
    }
  }
  return parseSample(lines, format, redact, now, origin);
}
