import type { LineIntake } from "../ports/line-intake.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { NoSpace } from "./no-space.ts";
import type { WriterClient } from "./writer-client.ts";

/** Characters of lines that may wait for the writer before senders are told to wait. */
export const maxQueuedCharacters = 64 * 1024 * 1024;

/** The way from the HTTP edge to the writer, with its limit. */
export interface Intake extends LineIntake {
  /** Characters of lines that wait. */
  readonly queued: () => number;
  /** Takes nothing more; resolves when what was taken is answered. */
  readonly close: () => Promise<void>;
}

export function createIntake(
  writer: Pick<WriterClient, "ingest">,
  metrics: Pick<Metrics, "ingested" | "refused">,
): Intake {
  const underWay = new Set<Promise<unknown>>();
  let queued = 0;
  let closed = false;

  const submit: LineIntake["submit"] = async ({
    source,
    format,
    lines,
    idempotencyKey,
    judgeOld,
    upload,
  }) => {
    if (closed) return refused("stopping");
    const size = lines.reduce((sum, line) => sum + line.length, 0);
    // One chunk is always taken, or a large one could never be.
    if (queued > 0 && queued + size > maxQueuedCharacters) return refused("full");
    queued += size;
    try {
      const reply = await writer.ingest({
        source,
        format,
        lines,
        mode: upload === undefined ? "new" : "raise",
        ...(upload === undefined ? {} : { upload: `${source} ${upload.id}`, last: upload.last }),
        ...(upload?.file === undefined ? {} : { file: upload.file }),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        ...(judgeOld === undefined ? {} : { judgeOld }),
      });
      metrics.ingested(source, reply);
      return { state: "committed", ...reply };
    } catch (error) {
      if (error instanceof NoSpace) return refused("no_space");
      throw error;
    } finally {
      queued -= size;
    }
  };

  function refused(state: "full" | "no_space" | "stopping") {
    metrics.refused(state);
    return { state };
  }

  return {
    queued: () => queued,
    submit(chunk) {
      const answer = submit(chunk);
      underWay.add(answer);
      return answer.finally(() => underWay.delete(answer));
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
}
