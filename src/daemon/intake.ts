import type { LineIntake } from "../ports/line-intake.ts";
import type { Metrics } from "./metrics.ts";
import type { WriterClient } from "./writer-client.ts";

/** Characters of lines that may wait for the writer before senders are told to wait. */
export const maxQueuedCharacters = 64 * 1024 * 1024;

/** The way from the HTTP edge to the writer, with its limit. */
export function createIntake(
  writer: Pick<WriterClient, "ingest">,
  metrics: Pick<Metrics, "ingested" | "refused">,
): LineIntake & { readonly queued: () => number } {
  let queued = 0;
  return {
    queued: () => queued,
    async submit({ source, format, lines, idempotencyKey, upload }) {
      const size = lines.reduce((sum, line) => sum + line.length, 0);
      // One chunk is always taken, or a large one could never be.
      if (queued > 0 && queued + size > maxQueuedCharacters) {
        metrics.refused();
        return { state: "full" };
      }
      queued += size;
      try {
        const reply = await writer.ingest({
          source,
          format,
          lines,
          mode: upload === undefined ? "new" : "raise",
          ...(upload === undefined ? {} : { upload: `${source} ${upload.id}`, last: upload.last }),
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        });
        metrics.ingested(source, reply);
        return { state: "committed", ...reply };
      } finally {
        queued -= size;
      }
    },
  };
}
