import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { TailPosition } from "../ports/log-store.ts";
import { isFullHead, MAX_FINGERPRINT_BYTES, matchingPosition, positionAfter } from "./fingerprint.ts";
import { CHUNK_BYTES, type LineBatch } from "./line-splitter.ts";
import { createRecordSplitter, type ReadingSettings } from "./record-splitter.ts";
import type { TailChunk, TailedFile } from "./tailed-file.ts";

/** RFC 1952 section 2.3.1: ID1 and ID2. */
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** By its first bytes, whatever its name. */
export function isGzip(start: Buffer): boolean {
  return start.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC);
}

/** The first bytes as they were before they were packed; as many as a file is known by, if it has as many. */
export async function gzipHead(file: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  const stream = unpacked(file);
  try {
    for await (const part of stream) {
      parts.push(part);
      if (isFullHead(Buffer.concat(parts))) break;
    }
  } catch {
    // What could be unpacked of a damaged file is its head.
  } finally {
    stream.destroy();
  }
  return Buffer.concat(parts).subarray(0, MAX_FINGERPRINT_BYTES);
}

function unpacked(file: string): Readable {
  // An error reaches the one who reads; there is nothing else to do about it.
  return pipeline(createReadStream(file), createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
}

/**
 * A file that was rotated away and packed, read once from where its first bytes are known, as if it never had been:
 * offsets are those of what is in it.
 */
export async function openGzipFile(
  file: string,
  path: string,
  positions: readonly TailPosition[],
  reading: ReadingSettings,
): Promise<TailedFile> {
  const { dev, ino } = await stat(file);
  const head = await gzipHead(file);
  const startedAt = matchingPosition(head, Number.POSITIVE_INFINITY, positions)?.offset ?? 0;
  const splitter = createRecordSplitter(startedAt, reading);
  const stream = unpacked(file);
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let skip = startedAt;
  let damage: string | undefined;

  /** The next bytes that were not read before; undefined at the end, which may be where it is damaged. */
  async function nextBytes(): Promise<Buffer | undefined> {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        damage ??= `${file} is damaged: ${error instanceof Error ? error.message : String(error)}`;
        return undefined;
      });
      if (next === undefined || next.done === true) return undefined;
      const bytes = next.value.subarray(skip);
      skip = Math.max(0, skip - next.value.length);
      if (bytes.length > 0) return bytes;
    }
  }

  const chunk = (batch: LineBatch): TailChunk => ({
    ...batch,
    position: positionAfter(path, head, splitter.offset()),
    behind: true,
  });

  return {
    identity: { dev, ino },
    startedAt,
    damage: () => damage,
    async read() {
      const bytes = damage === undefined ? await nextBytes() : undefined;
      if (bytes === undefined) return { state: "caught_up" };
      return { state: "read", chunk: chunk(splitter.push(bytes)) };
    },
    readRest() {
      const batch = splitter.end();
      return batch.lines.length === 0 ? undefined : chunk(batch);
    },
    quietMs: async () => Number.POSITIVE_INFINITY,
    async close() {
      stream.destroy();
    },
  };
}
