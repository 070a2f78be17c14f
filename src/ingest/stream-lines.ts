import { Buffer } from "node:buffer";
import { createLineSplitter, type LineBatch, MAX_LINE_BYTES } from "./line-splitter.ts";

/**
 * Lines of a stream of bytes, such as standard input, in batches as they come; a last line without an end is
 * a line. The consumer's pace is the stream's. Errors of the stream are thrown after the lines before them.
 */
export async function* streamLines(
  stream: AsyncIterable<Uint8Array>,
  maxLineBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<LineBatch, void, void> {
  const splitter = createLineSplitter(maxLineBytes);
  for await (const chunk of stream) {
    const batch = splitter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (batch.lines.length > 0) yield batch;
  }
  const last = splitter.end();
  if (last.lines.length > 0) yield last;
}
