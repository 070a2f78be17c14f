import { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import type { TailPosition } from "../ports/log-store.ts";
import { isFullHead, matchingPosition, positionAfter, readHead } from "./fingerprint.ts";
import { type CountUnfinished, createHeldLines } from "./held-lines.ts";
import { CHUNK_BYTES, createLineSplitter, type LineBatch } from "./line-splitter.ts";

/** Lines read from a growing file, and where the tail stands once they are stored. */
export interface TailChunk extends LineBatch {
  /** Covers whole lines only. */
  readonly position: TailPosition;
  /** More bytes were there when these were read. */
  readonly behind: boolean;
}

export type ReadOutcome =
  | { readonly state: "read"; readonly chunk: TailChunk }
  /** Nothing new. */
  | { readonly state: "caught_up" }
  /** The file became shorter, or begins with other bytes: what was read is gone, and it starts anew. */
  | { readonly state: "truncated" };

/** What tells two files apart while one is held open. */
export interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
}

/** One open file; a rename does not matter to it. */
export interface TailedFile {
  readonly identity: FileIdentity;
  /** Bytes before which everything was read when it was opened. */
  readonly startedAt: number;
  readonly read: () => Promise<ReadOutcome>;
  /** The last line, where it has no line end; undefined where nothing is left. */
  readonly readRest: () => TailChunk | undefined;
  /** How long ago it was last written or renamed, ms. */
  readonly quietMs: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface ReadingSettings {
  readonly maxLineBytes: number;
  readonly unfinished: CountUnfinished;
}

/** The rest of a record that was begun is waited for this long. */
const MAX_HELD_MS = 2000;

/** Opens `file` for the tail of `path`, at the position that its first bytes are known by, else at its start. */
export async function openTailedFile(
  file: string,
  path: string,
  positions: readonly TailPosition[],
  reading: ReadingSettings,
): Promise<TailedFile> {
  const handle = await open(file, "r");
  try {
    const { dev, ino, size } = await handle.stat();
    const head = await readHead(handle, size);
    const startedAt = matchingPosition(head, size, positions)?.offset ?? 0;
    return tailedFile(handle, { dev, ino }, path, head, startedAt, reading);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function tailedFile(
  handle: FileHandle,
  identity: FileIdentity,
  path: string,
  firstHead: Buffer,
  startedAt: number,
  { maxLineBytes, unfinished }: ReadingSettings,
): TailedFile {
  const splitter = createLineSplitter(maxLineBytes);
  const held = createHeldLines(unfinished);
  /** Where the lines begin that are held, and since when some are. */
  let heldStarts: readonly number[] = [];
  let heldSince = 0;
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let head = firstHead;
  let offset = startedAt;

  /** False where the file no longer begins as it did. Learns more of its beginning while it is short. */
  async function sameBeginning(size: number): Promise<boolean> {
    const now = await readHead(handle, size);
    if (!now.subarray(0, head.length).equals(head)) return false;
    if (!isFullHead(head)) head = now;
    return true;
  }

  /** Lines of the bytes that were read last, without those that wait for more. */
  function wholeLines(bytes: Buffer): LineBatch {
    const before = offset - bytes.length - splitter.pendingBytes();
    const read = splitter.push(bytes);
    const batch = held.add(read);
    if (held.count() === 0) heldStarts = [];
    else {
      if (heldStarts.length === 0) heldSince = performance.now();
      heldStarts = [...heldStarts, ...lineStarts(bytes, before, offset - bytes.length)].slice(-held.count());
    }
    return batch;
  }

  /** What waits for more that does not come. */
  function giveUp(): ReadOutcome {
    heldStarts = [];
    const position = positionAfter(path, head, offset - splitter.pendingBytes());
    return { state: "read", chunk: { ...held.release(), position, behind: false } };
  }

  return {
    identity,
    startedAt,
    async read() {
      const { size } = await handle.stat();
      const isOver = held.count() > 0 && performance.now() - heldSince > MAX_HELD_MS;
      if (size === offset) return isOver ? giveUp() : { state: "caught_up" };
      if (size < offset || !(await sameBeginning(size))) {
        return held.count() > 0 ? giveUp() : { state: "truncated" };
      }
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) return { state: "caught_up" };
      offset += bytesRead;
      const batch = wholeLines(buffer.subarray(0, bytesRead));
      const position = positionAfter(path, head, heldStarts[0] ?? offset - splitter.pendingBytes());
      return { state: "read", chunk: { ...batch, position, behind: offset < size } };
    },
    readRest() {
      const batch = held.release(splitter.end());
      if (batch.lines.length === 0) return undefined;
      return { ...batch, position: positionAfter(path, head, offset), behind: false };
    },
    async quietMs() {
      const { mtimeMs, ctimeMs } = await handle.stat();
      return Math.max(0, Date.now() - Math.max(mtimeMs, ctimeMs));
    },
    close: () => handle.close(),
  };
}

const LF = 0x0a;

/** Where the lines that end within the bytes begin; the first one may have begun before them. */
function lineStarts(bytes: Buffer, first: number, offset: number): readonly number[] {
  const starts: number[] = [];
  let start = first;
  for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, end + 1)) {
    starts.push(start);
    start = offset + end + 1;
  }
  return starts;
}
