import { type RedactText, redactLeaves } from "../redact/redact-leaves.ts";
import { redactAction, redactResult, redactSilence } from "../redact/redact-model.ts";
import type { Desk } from "./desk.ts";

/** The desk behind which nothing is stored that somebody typed or a peer said and that is secret. */
export function redactedDesk(desk: Desk, redact: RedactText): Desk {
  return {
    act: (action) => redactLeaves(desk.act(redactAction(action, redact)), redact),
    saveSilence: (silence) => desk.saveSilence(redactSilence(silence, redact)),
    expireSilence: (id, by) => desk.expireSilence(id, redact(by)),
    redeliver: (deliveryId, by) => desk.redeliver(deliveryId, redact(by)),
    recordAttempt: (attempt) =>
      desk.recordAttempt({ ...attempt, result: redactResult(attempt.result, redact) }),
    look: desk.look,
  };
}
