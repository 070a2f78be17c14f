import type { ActionResult } from "../model/incident-action.ts";
import type { OperatorDesk } from "../ports/operator-desk.ts";
import { plainSilence } from "./plain-data.ts";
import type { WriterClient } from "./writer-client.ts";

/** The desk that people reach through pages, API and commands: everything is done by the writer. */
export function createOperatorDesk(
  writer: Pick<WriterClient, "request">,
  onResolved: (incident: number) => void,
): OperatorDesk {
  // The types of replies are those of the writer thread's desk; both sides are built together.
  return {
    async act(action) {
      const result = (await writer.request({ type: "act", action })) as ActionResult;
      if (action.type === "resolve" && result.state === "done") onResolved(action.incident);
      return result;
    },
    async saveSilence(silence) {
      await writer.request({ type: "saveSilence", silence: plainSilence(silence) });
    },
    expireSilence: (id, by) => writer.request({ type: "expireSilence", id, by }) as Promise<boolean>,
    redeliver: (deliveryId, by) => writer.request({ type: "redeliver", deliveryId, by }) as Promise<boolean>,
  };
}
