import type { Metrics } from "./metrics/metrics.ts";
import { NoSpace } from "./no-space.ts";
import type { StatusBoard } from "./status-board.ts";
import type { WriterClient } from "./writer-client.ts";

/** Has the writer look once, and remembers that it answered. A full disk is known elsewhere, and said once. */
export async function tick(
  writer: Pick<WriterClient, "request">,
  board: Pick<StatusBoard, "ticked">,
  metrics: Pick<Metrics, "stepFailed">,
): Promise<void> {
  try {
    await writer.request({ type: "tick" });
    board.ticked();
  } catch (error) {
    metrics.stepFailed();
    if (!(error instanceof NoSpace)) throw error;
    board.ticked();
  }
}
