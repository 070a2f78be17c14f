import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { FormatName } from "../formats/format.ts";
import { FORMATS, isFormatName } from "../formats/format-registry.ts";
import { createClockSpan } from "../formats/kitchen-time.ts";
import { maxLineBytes } from "../formats/line-parser.ts";
import { fileLines } from "../ingest/file-lines.ts";
import type { LineBatch } from "../ingest/line-splitter.ts";
import { streamLines } from "../ingest/stream-lines.ts";
import type { FileOrigin } from "../model/file-origin.ts";
import { nearestName } from "../rules/nearest-name.ts";
import { CliError, exitCodes } from "./cli-error.ts";

/** So much longer than what is parsed that the parser sees an overlong line as one, and keeps it as unparsable. */
const cutAtBytes = maxLineBytes + 4;

/** A file given on the command line, or standard input where none is or it is called `-`. */
export interface Input {
  /** `-` for standard input. */
  readonly path: string;
  /** Size in bytes; undefined where nobody knows. */
  readonly bytes: number | undefined;
  readonly batches: () => AsyncIterable<LineBatch>;
  /** Undefined for standard input. Reads the file once more where its lines have no date. */
  readonly origin: () => Promise<FileOrigin | undefined>;
}

export function inputs(paths: readonly string[]): readonly Input[] {
  return (paths.length === 0 ? ["-"] : paths).map((path): Input => {
    if (path === "-") {
      return {
        path,
        bytes: undefined,
        batches: () => streamLines(process.stdin, cutAtBytes),
        origin: async () => undefined,
      };
    }
    return {
      path,
      bytes: sizeOf(path),
      batches: () => fileLines(path, cutAtBytes),
      origin: () => fileOrigin(path),
    };
  });
}

function sizeOf(path: string): number {
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new CliError(`${path} is a directory`, exitCodes.usage);
    return found.size;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`there is no ${path}`, exitCodes.usage);
  }
}

/** Lines without a date are looked for at the start of a file. */
const maxLooks = 50;

async function fileOrigin(path: string): Promise<FileOrigin> {
  const found = await stat(path);
  // A pipe is read once, and while it is written.
  if (!found.isFile()) return { path };
  return { path, time: Math.trunc(found.mtimeMs) - (await clockSpan(path)) };
}

/** How long before the last line the first one was written, where they have nothing but a clock; else 0. */
async function clockSpan(path: string): Promise<number> {
  const clock = createClockSpan();
  let looked = 0;
  for await (const { lines } of fileLines(path, cutAtBytes)) {
    for (const line of lines) {
      clock.push(line);
      looked += 1;
      if (looked === maxLooks && clock.span() === undefined) return 0;
    }
  }
  return clock.span() ?? 0;
}

/** For `--format`. */
export function formatOption(text: string): FormatName | "auto" {
  if (text === "auto" || isFormatName(text)) return text;
  throw new CliError(`\`${text}\` is no format`, exitCodes.usage, likelyFormats(text));
}

/** Those that begin alike, or the nearest; else all there are. */
function likelyFormats(text: string): string {
  const names = ["auto", ...Object.keys(FORMATS)];
  const alike = names.filter((name) => name.startsWith(text));
  if (text !== "" && alike.length > 0) return `one of ${alike.join(", ")}`;
  const nearest = nearestName(text, names);
  return nearest === undefined ? `one of ${names.join(", ")}` : `did you mean \`${nearest}\`?`;
}
