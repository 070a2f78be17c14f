import type { Buffer } from "node:buffer";
import { type CountUnfinished, createHeldLines } from "./held-lines.ts";
import { createLineSplitter, type LineBatch } from "./line-splitter.ts";

export interface ReadingSettings {
  readonly maxLineBytes: number;
  readonly unfinished: CountUnfinished;
}

/** The bytes of one file to lines, and how far the file is read once those are stored. */
export interface RecordSplitter {
  /** The lines that are over by now. The bytes may be overwritten afterwards. */
  readonly push: (bytes: Buffer) => LineBatch;
  /** Lines that wait for the rest of their record, which does not come. */
  readonly giveUp: () => LineBatch;
  /** All that is left, a last line without an end too. */
  readonly end: () => LineBatch;
  /** Bytes of the file before the first that was not given. */
  readonly offset: () => number;
  /** Since when lines wait for the rest of their record, by the monotonic clock; undefined: none do. */
  readonly heldSince: () => number | undefined;
}

export function createRecordSplitter(
  startedAt: number,
  { maxLineBytes, unfinished }: ReadingSettings,
): RecordSplitter {
  const splitter = createLineSplitter(maxLineBytes);
  const held = createHeldLines(unfinished);
  /** Where the lines begin that are held. */
  let heldStarts: readonly number[] = [];
  let heldSince: number | undefined;
  let read = startedAt;

  return {
    push(bytes) {
      const first = read - splitter.pendingBytes();
      const from = read;
      read += bytes.length;
      const batch = held.add(splitter.push(bytes));
      if (held.count() === 0) {
        heldStarts = [];
        heldSince = undefined;
      } else {
        heldSince ??= performance.now();
        heldStarts = [...heldStarts, ...lineStarts(bytes, first, from)].slice(-held.count());
      }
      return batch;
    },
    giveUp() {
      heldStarts = [];
      heldSince = undefined;
      return held.release();
    },
    end() {
      heldStarts = [];
      heldSince = undefined;
      return held.release(splitter.end());
    },
    offset: () => heldStarts[0] ?? read - splitter.pendingBytes(),
    heldSince: () => heldSince,
  };
}

const LF = 0x0a;

/** Where the lines that end within the bytes begin; the first one may have begun before them. */
function lineStarts(bytes: Buffer, first: number, from: number): readonly number[] {
  const starts: number[] = [];
  let start = first;
  for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, end + 1)) {
    starts.push(start);
    start = from + end + 1;
  }
  return starts;
}
