import { Buffer } from "node:buffer";

/** A longer line is cut off here. Real log lines end at a few KiB; a stack trace may reach 100 KiB. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** How many bytes are read at a time. */
export const CHUNK_BYTES = 256 * 1024;

/** Whole lines, in order. */
export interface LineBatch {
  /** Without their line ends (LF or CRLF). Invalid UTF-8 is read as U+FFFD; NUL and BOM stay. */
  readonly lines: readonly string[];
  /** Places in `lines` of those that were longer than allowed and are cut off. */
  readonly cut: readonly number[];
}

export interface LineSplitter {
  /** The lines that end within the bytes. The bytes may be overwritten afterwards. */
  readonly push: (bytes: Buffer) => LineBatch;
  /** What was left without a line end, as a last line; nothing where there is none. */
  readonly end: () => LineBatch;
  /** Bytes pushed since the last line end. */
  readonly pendingBytes: () => number;
}

const LF = 0x0a;
const CR = 0x0d;

/** Bytes to lines. Holds at most one line of maxLineBytes, however long a line goes on. */
export function createLineSplitter(maxLineBytes: number = MAX_LINE_BYTES): LineSplitter {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let pending = 0;

  /** Keeps what may still become a line, and two bytes more: one may be the CR of its end, the other is too many. */
  function keep(bytes: Buffer): void {
    pending += bytes.length;
    const room = maxLineBytes + 2 - keptBytes;
    if (room <= 0 || bytes.length === 0) return;
    const part = Buffer.from(bytes.subarray(0, room));
    kept.push(part);
    keptBytes += part.length;
  }

  function takeKept(): { readonly text: string; readonly cut: boolean } {
    const [first] = kept;
    const bytes = kept.length === 1 && first !== undefined ? first : Buffer.concat(kept);
    kept = [];
    keptBytes = 0;
    pending = 0;
    return decodeLine(bytes, maxLineBytes);
  }

  return {
    push(bytes) {
      const lastEnd = bytes.lastIndexOf(LF);
      if (lastEnd < 0) {
        keep(bytes);
        return { lines: [], cut: [] };
      }
      const lines: string[] = [];
      const cut: number[] = [];
      let from = 0;
      if (pending > 0) {
        const firstEnd = bytes.indexOf(LF);
        keep(bytes.subarray(0, firstEnd));
        const line = takeKept();
        if (line.cut) cut.push(0);
        lines.push(line.text);
        from = firstEnd + 1;
      }
      splitWhole(bytes.subarray(from, lastEnd + 1), maxLineBytes, lines, cut);
      keep(bytes.subarray(lastEnd + 1));
      return { lines, cut };
    },
    end() {
      if (pending === 0) return { lines: [], cut: [] };
      const { text, cut } = takeKept();
      return { lines: [text], cut: cut ? [0] : [] };
    },
    pendingBytes: () => pending,
  };
}

/** Bytes that end with a line end. Decoding them at once is ten times as fast as line by line. */
function splitWhole(bytes: Buffer, maxLineBytes: number, lines: string[], cut: number[]): void {
  if (bytes.length === 0) return;
  if (bytes.length > maxLineBytes) {
    splitOneByOne(bytes, maxLineBytes, lines, cut);
    return;
  }
  const text = bytes.toString("utf8", 0, bytes.length - 1);
  for (const line of text.split("\n")) lines.push(line.endsWith("\r") ? line.slice(0, -1) : line);
}

/** The same where a line could be too long. */
function splitOneByOne(bytes: Buffer, maxLineBytes: number, lines: string[], cut: number[]): void {
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(LF, from);
    const line = decodeLine(bytes.subarray(from, end), maxLineBytes);
    if (line.cut) cut.push(lines.length);
    lines.push(line.text);
    from = end + 1;
  }
}

/** One line without its LF. */
function decodeLine(bytes: Buffer, maxLineBytes: number): { readonly text: string; readonly cut: boolean } {
  const line = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
  if (line.length <= maxLineBytes) return { text: line.toString("utf8"), cut: false };
  return { text: line.subarray(0, characterStart(line, maxLineBytes)).toString("utf8"), cut: true };
}

/** The place at or before `at` where a UTF-8 character begins, so that cutting leaves no half of one. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start > at - 4 && start > 0 && isContinuation(bytes[start])) start -= 1;
  return start;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
