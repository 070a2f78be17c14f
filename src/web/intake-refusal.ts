import type { IntakeResult } from "../ports/line-intake.ts";

export interface Refusal {
  readonly status: 429 | 503;
  readonly retryAfterSeconds: number;
  readonly error: string;
}

/** What a sender is told who has to send again. A full disk takes longer to mend than a queue to empty. */
export const REFUSALS: Readonly<Record<Exclude<IntakeResult["state"], "committed">, Refusal>> = {
  full: { status: 429, retryAfterSeconds: 1, error: "the queue is full" },
  no_space: { status: 503, retryAfterSeconds: 10, error: "the disk is full" },
  stopping: { status: 503, retryAfterSeconds: 5, error: "Tocsin is stopping" },
};
