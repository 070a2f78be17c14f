import { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import type { TailPosition } from "../ports/log-store.ts";
import { isFullHead, matchingPosition, positionAfter, readHead } from "./fingerprint.ts";
import { isGzip, openGzipFile } from "./gzip-file.ts";
import { CHUNK_BYTES, type LineBatch } from "./line-splitter.ts";
import { createRecordSplitter, type ReadingSettings } from "./record-splitter.ts";

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
  /** Why the rest of it can never be read; absent: it can. */
  readonly damage?: () => string | undefined;
  /** The last line, where it has no line end; undefined where nothing is left. */
  readonly readRest: () => TailChunk | undefined;
  /** How long ago it was last written or renamed, ms; infinite where nobody goes on writing to such a file. */
  readonly quietMs: () => Promise<number>;
  readonly close: () => Promise<void>;
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
    if (isGzip(head)) {
      await handle.close();
      return await openGzipFile(file, path, positions, reading);
    }
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
  reading: ReadingSettings,
): TailedFile {
  const splitter = createRecordSplitter(startedAt, reading);
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let head = firstHead;
  let offset = startedAt;
  /** The file's own time when it was last seen to begin as it did. */
  let checkedAt: number | undefined;

  /** False where the file no longer begins as it did. Learns more of its beginning while it is short. */
  async function sameBeginning(size: number): Promise<boolean> {
    const now = await readHead(handle, size);
    if (!now.subarray(0, head.length).equals(head)) return false;
    if (!isFullHead(head)) head = now;
    return true;
  }

  function chunk(batch: LineBatch, behind: boolean): TailChunk {
    return { ...batch, position: positionAfter(path, head, splitter.offset()), behind };
  }

  return {
    identity,
    startedAt,
    async read() {
      const { size, mtimeMs } = await handle.stat();
      const heldSince = splitter.heldSince();
      // One that was emptied may have been filled to just where it was.
      const isUntouched = size === offset && (mtimeMs === checkedAt || (await sameBeginning(size)));
      checkedAt = mtimeMs;
      if (isUntouched) {
        const isOver = heldSince !== undefined && performance.now() - heldSince > MAX_HELD_MS;
        return isOver ? { state: "read", chunk: chunk(splitter.giveUp(), false) } : { state: "caught_up" };
      }
      if (size < offset || !(await sameBeginning(size))) {
        if (heldSince === undefined) return { state: "truncated" };
        return { state: "read", chunk: chunk(splitter.giveUp(), false) };
      }
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) return { state: "caught_up" };
      offset += bytesRead;
      return { state: "read", chunk: chunk(splitter.push(buffer.subarray(0, bytesRead)), offset < size) };
    },
    readRest() {
      const batch = splitter.end();
      return batch.lines.length === 0 ? undefined : chunk(batch, false);
    },
    async quietMs() {
      const { mtimeMs, ctimeMs } = await handle.stat();
      return Math.max(0, Date.now() - Math.max(mtimeMs, ctimeMs));
    },
    close: () => handle.close(),
  };
}
