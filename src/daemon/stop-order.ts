import { setTimeout as sleep } from "node:timers/promises";

/** How long messages that are under way may take to be answered while Tocsin stops, ms. */
export const maxDeliveryWaitMs = 10_000;

/** The parts of a daemon, as far as stopping asks for an order. */
export interface Stoppable {
  /** Refuses what comes in from now on, and waits for the answers to what was taken. */
  readonly closeIntake: () => Promise<void>;
  readonly stopTails: () => Promise<void>;
  /** Nothing looks by itself any more. */
  readonly stopTicker: () => Promise<void>;
  /** Judges what was taken, as far as its time has come. */
  readonly lastStep: () => Promise<void>;
  readonly stopDelivery: () => Promise<void>;
  readonly closeServer: () => Promise<void>;
  /** The threads, and everything that they wrote with. */
  readonly close: () => Promise<void>;
  readonly report: (trouble: string) => void;
}

/**
 * Takes nothing more, commits and judges what was taken, gives messages under way their time, and closes. Whatever
 * fails on the way is said and does not keep the rest from closing.
 */
export async function stopInOrder(parts: Stoppable): Promise<void> {
  const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      parts.report(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await Promise.all([attempt("intake", parts.closeIntake), attempt("tails", parts.stopTails)]);
  await attempt("scheduler", parts.stopTicker);
  await attempt("last step", parts.lastStep);
  await attempt("delivery", () => withinMs(parts.stopDelivery(), maxDeliveryWaitMs));
  // Until here pages and health checks answer, the latter with why it is not ready.
  await attempt("server", parts.closeServer);
  await attempt("threads", parts.close);
}

/** Whatever takes longer is left: an unanswered message is looked for before it is sent again. */
async function withinMs(done: Promise<void>, ms: number): Promise<void> {
  const waited = new AbortController();
  const tooLong = sleep(ms, "late" as const, { signal: waited.signal }).catch(() => "late" as const);
  const first = await Promise.race([done.then(() => "done" as const), tooLong]);
  waited.abort();
  if (first === "late") throw new Error(`messages were still under way after ${ms / 1000} s`);
}
