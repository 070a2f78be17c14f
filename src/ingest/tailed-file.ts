import { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import type { TailPosition } from "../ports/log-store.ts";
import { isFullHead, matchingPosition, positionAfter, readHead } from "./fingerprint.ts";
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

/** Opens `file` for the tail of `path`, at the position that its first bytes are known by, else at its start. */
export async function openTailedFile(
  file: string,
  path: string,
  positions: readonly TailPosition[],
  maxLineBytes: number,
): Promise<TailedFile> {
  const handle = await open(file, "r");
  try {
    const { dev, ino, size } = await handle.stat();
    const head = await readHead(handle, size);
    const startedAt = matchingPosition(head, size, positions)?.offset ?? 0;
    return tailedFile(handle, { dev, ino }, path, head, startedAt, maxLineBytes);
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
  maxLineBytes: number,
): TailedFile {
  const splitter = createLineSplitter(maxLineBytes);
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

  return {
    identity,
    startedAt,
    async read() {
      const { size } = await handle.stat();
      if (size === offset) return { state: "caught_up" };
      if (size < offset || !(await sameBeginning(size))) return { state: "truncated" };
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) return { state: "caught_up" };
      offset += bytesRead;
      const batch = splitter.push(buffer.subarray(0, bytesRead));
      const position = positionAfter(path, head, offset - splitter.pendingBytes());
      return { state: "read", chunk: { ...batch, position, behind: offset < size } };
    },
    readRest() {
      const batch = splitter.end();
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
