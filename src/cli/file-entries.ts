import type { FormatName } from "../formats/format.ts";
import { timeInheritance } from "../formats/inherit-time.ts";
import { createLineParser } from "../formats/line-parser.ts";
import type { Entry } from "../model/entry.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import { inputs } from "./input.ts";
import { startProgress, totalBytes } from "./progress.ts";

/** An entry of a log file and its line, redacted as they would be stored. */
export interface FileEntry {
  readonly entry: Entry;
  readonly raw: string;
}

export interface FileEntries {
  /** In the order of the files. */
  readonly entries: readonly FileEntry[];
  readonly unparsable: number;
  /** When they were read, one moment for all; an entry may say otherwise of itself. */
  readonly readAt: number;
}

/** All entries of log files, or of standard input where none is given. */
export async function readFileEntries(
  paths: readonly string[],
  format: FormatName | "auto",
  redact: RedactText,
): Promise<FileEntries> {
  const entries: FileEntry[] = [];
  const readAt = Date.now();
  let unparsable = 0;
  const files = inputs(paths);
  const progress = startProgress(totalBytes(files), "bytes");
  for (const file of files) {
    const origin = await file.origin();
    const inherit = timeInheritance(origin?.time);
    const parser = createLineParser({
      format,
      file: origin,
      redact,
      emit(parsed) {
        if ("reason" in parsed) unparsable++;
        else entries.push({ entry: inherit(parsed.entry), raw: parsed.raw });
      },
    });
    for await (const { lines } of file.batches()) {
      let bytes = 0;
      for (const line of lines) {
        parser.push(redact(line), readAt);
        bytes += line.length + 1;
      }
      progress.advance(bytes);
    }
    parser.flush();
  }
  progress.stop();
  return { entries, unparsable, readAt };
}

/** Lines that could not be read are counted where somebody sees it. */
export function tellUnparsable(unparsable: number): void {
  if (unparsable === 0) return;
  process.stderr.write(`${unparsable} ${unparsable === 1 ? "line" : "lines"} could not be parsed\n`);
}
