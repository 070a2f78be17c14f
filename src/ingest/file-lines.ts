import type { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isGzip } from "./gzip-file.ts";
import { CHUNK_BYTES, type LineBatch, MAX_LINE_BYTES } from "./line-splitter.ts";
import { streamLines } from "./stream-lines.ts";

/**
 * Lines of one file, or of a named pipe, read once from its start to its end. A gzip file is known by its
 * first bytes, whatever its name. Throws the error of the file system, or of zlib for a damaged or cut-off
 * gzip file after the lines that could be read.
 */
export async function* fileLines(
  path: string,
  maxLineBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<LineBatch, void, void> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const chunks: AsyncIterator<Buffer> = file[Symbol.asyncIterator]();
  try {
    const first = await chunks.next();
    if (first.done === true) return;
    const bytes = joined(first.value, chunks);
    if (!isGzip(first.value)) {
      yield* streamLines(bytes, maxLineBytes);
      return;
    }
    // An error reaches the one who reads the unzipped stream; here there is nothing left to do about it.
    const unzipped = pipeline(Readable.from(bytes), createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
    yield* streamLines(unzipped, maxLineBytes);
  } finally {
    file.destroy();
  }
}

/** The stream from its start, although its first chunk was already looked at. */
async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
