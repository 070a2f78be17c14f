import type { Entry } from "../model/entry.ts";
import { cleanLine, joinLines } from "./clean-line.ts";
import {
  type Format,
  type FormatName,
  isUnreadable,
  type Line,
  type OpenRecord,
  type Unreadable,
} from "./format.ts";
import { detectFormat, FORMATS } from "./format-registry.ts";
import { openJson } from "./open-json.ts";

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
  /** The last lines so far, as many as wait for another. */
  readonly waiting: () => number;
}

/** Longest line that is parsed, in bytes of UTF-8. A longer one is kept as unreadable. */
export const maxLineBytes = 1_048_576;
/** Most lines of one record, and the most characters of them together. What follows is read by itself. */
export const maxRecordLines = 256;
const maxRecordLength = maxLineBytes;
/** The flag of a record that ended at one of these limits. */
const cutFlag = "record_cut";

/** One line as it came, and cleaned. */
interface Piece {
  readonly n: number;
  readonly raw: string;
  readonly line: Line;
  readonly observedTime: number;
}

interface Held {
  readonly format: Format | undefined;
  readonly record: OpenRecord;
  readonly pieces: [Piece, ...Piece[]];
  length: number;
}

/**
 * Turns lines of one source into entries or reasons, in order; every line that is not blank gives exactly one, but
 * for the lines of a record over several, which give one together.
 */
export function createLineParser(options: {
  readonly format: FormatName | "auto";
  readonly emit: (parsed: Parsed) => void;
}): LineParser {
  const { format, emit } = options;
  let n = 0;
  let held: Held | undefined;

  function read({ n: at, raw, line, observedTime }: Piece, chosen: Format | undefined): void {
    const parsed = chosen?.parse(line, observedTime) ?? unrecognised(line);
    if (isUnreadable(parsed)) emit({ n: at, raw, format: chosen?.name ?? "auto", reason: parsed.reason });
    else emit({ n: at, raw, entry: parsed });
  }

  const choose = (line: Line): Format | undefined =>
    format === "auto" ? detectFormat(line) : FORMATS[format];

  function release({ format: opened, record, pieces }: Held, ended: boolean, isCut: boolean): void {
    held = undefined;
    const [first, ...others] = pieces;
    const joined = others.length === 0 ? first.line : joinLines(pieces.map(({ line }) => line));
    if (record.isWhole?.(joined, ended) === false) {
      for (const piece of pieces) read(piece, choose(piece.line));
      return;
    }
    const raw = pieces.map((piece) => piece.raw).join("\n");
    const line = isCut ? { ...joined, flags: [...joined.flags, cutFlag] } : joined;
    read({ ...first, raw, line }, opened ?? choose(line));
  }

  /** False where the line is no part of the record that waits for one, and that record is done. */
  function continued(waiting: Held, piece: Piece): boolean {
    const isFull =
      waiting.pieces.length >= maxRecordLines || waiting.length + piece.raw.length > maxRecordLength;
    const verdict = waiting.record.take(piece.line);
    if (verdict === "refuses" || isFull) {
      release(waiting, false, verdict !== "refuses");
      return false;
    }
    waiting.pieces.push(piece);
    waiting.length += piece.raw.length;
    if (verdict === "ends") release(waiting, true, false);
    return true;
  }

  return {
    push(raw, observedTime) {
      n += 1;
      if (isBlank(raw)) return;
      if (isTooLong(raw)) {
        if (held !== undefined) release(held, false, false);
        emit({ n, raw, format, reason: "longer than 1 MiB" });
        return;
      }
      const piece = { n, raw, line: cleanLine(raw), observedTime };
      if (held !== undefined && continued(held, piece)) return;
      const chosen = choose(piece.line);
      const record = (chosen?.open ?? openJson)(piece.line);
      if (record === undefined) read(piece, chosen);
      else held = { format: chosen, record, pieces: [piece], length: raw.length };
    },
    flush() {
      if (held !== undefined) release(held, false, false);
    },
    waiting: () => (held === undefined ? 0 : n + 1 - held.pieces[0].n),
  };
}

/**
 * How many of the last lines may go on in the next one: whoever sends a file in parts keeps them for the next part, so
 * that no record is cut in two.
 */
export function openLines(lines: readonly string[], format: FormatName | "auto"): number {
  const parser = createLineParser({ format, emit: () => {} });
  for (const line of lines.slice(-maxRecordLines)) parser.push(line, 0);
  return parser.waiting();
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
