import type { IncidentFacts } from "../model/facts.ts";
import type { IncidentBrief } from "./incident-brief.ts";
import type { WriterClient } from "./writer-client.ts";

/** Real time from an opening or an end until its facts are asked for, ms: lines on their way are in by then. */
export const settleMs = 3_000;
/** Incidents that wait; of more, the oldest are left to whoever opens their page. */
export const maxWaitingIncidents = 1_000;

export interface FactKeeperSettings {
  /** From the reader thread; rejects when that is in trouble or too slow. */
  readonly brief: (incident: number) => Promise<IncidentBrief | undefined>;
  readonly kept: (incident: number) => IncidentFacts | undefined;
  readonly keep: (brief: IncidentBrief) => Promise<void>;
  readonly report: (trouble: string) => void;
  /** Calls once after that many ms of real time; gives a function that takes it back. */
  readonly setTimer: (ms: number, then: () => void) => () => void;
}

/**
 * Keeps the facts of every incident when it opens and when it ends, told or not, so that the retention of entries
 * does not take its evidence away. One at a time and not at once: the reader's first duty is to messages, which keep
 * the facts they are made of as well.
 */
export interface FactKeeper {
  /** Incidents that opened, came back or ended. */
  readonly want: (incidents: readonly number[]) => void;
  /** What is found out from now on is not kept any more. */
  readonly stop: () => void;
}

export function createFactKeeper(settings: FactKeeperSettings): FactKeeper {
  const waiting = new Set<number>();
  let takeBack: (() => void) | undefined;
  let stopped = false;

  async function keepAll(): Promise<void> {
    for (const incident of waiting) {
      if (stopped) return;
      waiting.delete(incident);
      await keepOne(incident);
    }
  }

  async function keepOne(incident: number): Promise<void> {
    try {
      const brief = await settings.brief(incident);
      if (stopped) return;
      if (brief !== undefined && isBetter(brief, settings.kept(incident))) await settings.keep(brief);
    } catch (error) {
      settings.report(`facts of INC-${incident}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function run(): void {
    takeBack = undefined;
    void keepAll().then(() => {
      if (waiting.size > 0) start();
    });
  }

  function start(): void {
    if (!stopped) takeBack ??= settings.setTimer(settleMs, run);
  }

  return {
    want(incidents) {
      for (const incident of incidents) {
        const [oldest] = waiting;
        if (waiting.size >= maxWaitingIncidents && oldest !== undefined) waiting.delete(oldest);
        waiting.add(incident);
      }
      if (waiting.size > 0) start();
    },
    stop() {
      stopped = true;
      takeBack?.();
    },
  };
}

/** Entries may have been deleted since: fewer of them say less. */
function isBetter({ facts }: IncidentBrief, kept: IncidentFacts | undefined): boolean {
  return kept === undefined || facts.basis.examined >= kept.basis.examined;
}

/** Keeps the facts with the incident. */
export async function keepFacts(
  writer: Pick<WriterClient, "request">,
  { incident, facts }: IncidentBrief,
  at: number,
): Promise<void> {
  await writer.request({ type: "facts", incident: incident.number, facts, at });
}
