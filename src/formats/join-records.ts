import { joinLines } from "./clean-line.ts";
import type { Format, Line, OpenRecord } from "./format.ts";
import { openJson } from "./open-json.ts";

/** Most lines of one record, and the most characters of them together. What follows is read by itself. */
export const maxRecordLines = 256;
const maxRecordLength = 1_048_576;
/** The flag of a record that ended at one of these limits. */
const cutFlag = "record_cut";

/** A whole line without its wrappers. */
export interface RecordPiece {
  readonly n: number;
  readonly raw: string;
  readonly line: Line;
  /** What reads the line, where that was looked for already. */
  readonly format?: Format | undefined;
}

export interface RecordJoiner<P extends RecordPiece> {
  readonly push: (piece: P) => void;
  /** Nothing follows, or nothing that could belong to the record. */
  readonly flush: () => void;
  /** Number of the first line of the record that waits for more. */
  readonly waitsSince: () => number | undefined;
}

interface Held<P> {
  readonly format: Format | undefined;
  readonly record: OpenRecord;
  readonly pieces: [P, ...P[]];
  length: number;
}

/** Puts records together that go on over several lines. `read` is given each once it is over. */
export function createRecordJoiner<P extends RecordPiece>(
  read: (piece: P, format: Format | undefined) => void,
  choose: (line: Line) => Format | undefined,
): RecordJoiner<P> {
  let held: Held<P> | undefined;

  function release({ format, record, pieces }: Held<P>, ended: boolean, isCut: boolean): void {
    held = undefined;
    const [first, ...others] = pieces;
    const joined = others.length === 0 ? first.line : joinLines(pieces.map(({ line }) => line));
    if (record.isWhole?.(joined, ended) === false) {
      for (const piece of pieces) read(piece, piece.format ?? choose(piece.line));
      return;
    }
    const raw = pieces.map((piece) => piece.raw).join("\n");
    const line = isCut ? { ...joined, flags: [...joined.flags, cutFlag] } : joined;
    read({ ...first, raw, line }, format ?? choose(line));
  }

  /** False where the line is no part of the record that waits for one, and that record is done. */
  function continued(waiting: Held<P>, piece: P): boolean {
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
    push(piece) {
      if (held !== undefined && continued(held, piece)) return;
      const format = piece.format ?? choose(piece.line);
      const record = (format?.open ?? openJson)(piece.line);
      if (record === undefined) read(piece, format);
      else held = { format, record, pieces: [piece], length: piece.raw.length };
    },
    flush() {
      if (held !== undefined) release(held, false, false);
    },
    waitsSince: () => held?.pieces[0].n,
  };
}
