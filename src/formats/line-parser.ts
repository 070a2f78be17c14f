import type { Entry } from "../model/entry.ts";
import { cleanLine } from "./clean-line.ts";
import { type FormatName, isUnreadable, type Line, type Unreadable } from "./format.ts";
import { detectFormat, FORMATS } from "./format-registry.ts";

/** What became of one line. `n` counts from 1; of a record over several lines it is the first one's. */
export type Parsed =
  | { readonly n: number; readonly raw: string; readonly entry: Entry }
  | {
      readonly n: number;
      readonly raw: string;
      readonly format: FormatName | "auto";
      readonly reason: string;
    };

export interface LineParser {
  /** Takes the next line, without its line feed. `observedTime`: when it was read, epoch ms. */
  readonly push: (line: string, observedTime: number) => void;
  /** Ends the input: gives what waits for another line. */
  readonly flush: () => void;
}

/** Longest line that is parsed, in bytes of UTF-8. A longer one is kept as unreadable. */
export const maxLineBytes = 1_048_576;

/**
 * Turns lines of one source into entries or reasons, in order; every line that is not blank gives exactly one.
 * It is stateful, and `emit` is called back, so that formats of several lines can hold lines back.
 */
export function createLineParser(options: {
  readonly format: FormatName | "auto";
  readonly emit: (parsed: Parsed) => void;
}): LineParser {
  const { format, emit } = options;
  let n = 0;
  return {
    push: (raw, observedTime) => {
      n += 1;
      if (isBlank(raw)) return;
      if (isTooLong(raw)) {
        emit({ n, raw, format, reason: "longer than 1 MiB" });
        return;
      }
      const line = cleanLine(raw);
      const chosen = format === "auto" ? detectFormat(line) : FORMATS[format];
      const parsed = chosen?.parse(line, observedTime) ?? unrecognised(line);
      if (isUnreadable(parsed)) emit({ n, raw, format: chosen?.name ?? "auto", reason: parsed.reason });
      else emit({ n, raw, entry: parsed });
    },
    flush: () => {},
  };
}

/** ASCII blanks and NULs only: anything else on a line is something that somebody wrote. */
function isBlank(raw: string): boolean {
  for (let at = 0; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 13 && code !== 10 && code !== 0) return false;
  }
  return true;
}

/** A UTF-16 unit is at most three bytes, so that few lines have to be counted. */
function isTooLong(raw: string): boolean {
  if (raw.length > maxLineBytes) return true;
  return raw.length * 3 > maxLineBytes && Buffer.byteLength(raw) > maxLineBytes;
}

function unrecognised(line: Line): Unreadable {
  const looksLikeJson = /^\s*[{[]/.test(line.text);
  return { reason: looksLikeJson ? "not one complete JSON object" : "no known format" };
}
