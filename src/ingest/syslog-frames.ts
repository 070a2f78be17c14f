import { Buffer } from "node:buffer";

const LF = 0x0a;
const NUL = 0x00;
const BLANK = 0x20;
/** Digits of a count; what is longer is a line. */
const maxCountDigits = 8;

export interface SyslogFrames {
  /** The messages that end within the bytes. */
  readonly push: (bytes: Buffer) => readonly string[];
  /** What was left without an end. */
  readonly end: () => readonly string[];
  /** Messages that were cut because they were longer than allowed. */
  readonly cut: () => number;
}

/**
 * The messages of a TCP stream by RFC 6587: each with its length before it (`123 <134>…`), or each ended by a line
 * feed (or a NUL). Each message is asked anew, since a relay may mix them. Holds at most one message.
 */
export function createSyslogFrames(maxBytes: number): SyslogFrames {
  let kept: Buffer = Buffer.alloc(0);
  let cut = 0;
  /** Bytes of a counted message beyond what is kept of it, which are skipped as they come. */
  let skip = 0;
  /** The rest of a line beyond what is kept of it is skipped. */
  let skipsLine = false;

  function text(bytes: Buffer): string {
    const whole = bytes.subarray(0, maxBytes);
    if (whole.length < bytes.length) cut += 1;
    return whole.toString("utf8").replace(/[\r\n\0]+$/, "");
  }

  /** One message from the start of what is kept; undefined where it is not complete. */
  function next(): string | undefined {
    const count = countOf(kept);
    if (count === "more") return undefined;
    return count === undefined ? nextLine() : nextCounted(count);
  }

  function nextCounted({ length, start }: Count): string | undefined {
    if (kept.length < start + Math.min(length, maxBytes + 1)) return undefined;
    const end = Math.min(start + length, kept.length);
    const message = text(kept.subarray(start, end));
    skip = start + length - end;
    kept = kept.subarray(end);
    return message;
  }

  function nextLine(): string | undefined {
    const end = lineEnd(kept);
    if (end < 0 && kept.length <= maxBytes) return undefined;
    skipsLine = end < 0;
    const message = text(end < 0 ? kept : kept.subarray(0, end));
    kept = end < 0 ? Buffer.alloc(0) : kept.subarray(end + 1);
    return message;
  }

  /** Leaves out what belongs to a message that was cut. */
  function unskipped(bytes: Buffer): Buffer {
    const rest = bytes.subarray(skip);
    skip = Math.max(0, skip - bytes.length);
    if (!skipsLine) return rest;
    const end = lineEnd(rest);
    skipsLine = end < 0;
    return end < 0 ? Buffer.alloc(0) : rest.subarray(end + 1);
  }

  return {
    push(bytes) {
      const messages: string[] = [];
      kept = Buffer.concat([kept, unskipped(bytes)]);
      for (;;) {
        const message = kept.length === 0 ? undefined : next();
        if (message === undefined) return messages;
        messages.push(message);
        if (skip > 0 || skipsLine) kept = unskipped(kept);
      }
    },
    end() {
      const count = countOf(kept);
      const rest = typeof count === "object" ? kept.subarray(count.start) : kept;
      kept = Buffer.alloc(0);
      return rest.length === 0 ? [] : [text(rest)];
    },
    cut: () => cut,
  };
}

interface Count {
  readonly length: number;
  readonly start: number;
}

/** `123 ` at the start; "more": it may become one. A message itself begins with `<`, so that digits are its count. */
function countOf(bytes: Buffer): Count | "more" | undefined {
  let at = 0;
  while (at < bytes.length && at <= maxCountDigits && isDigit(bytes[at])) at += 1;
  if (at === 0 || bytes[0] === 0x30) return undefined;
  if (at === bytes.length) return "more";
  if (bytes[at] !== BLANK) return undefined;
  return { length: Number(bytes.toString("latin1", 0, at)), start: at + 1 };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function lineEnd(bytes: Buffer): number {
  const lf = bytes.indexOf(LF);
  const nul = bytes.indexOf(NUL);
  if (lf < 0 || nul < 0) return Math.max(lf, nul);
  return Math.min(lf, nul);
}
