import { Worker } from "node:worker_threads";
import type { IncidentBrief } from "./incident-brief.ts";
import type { BriefRequest } from "./reader-thread.ts";
import { createThreadCalls, type ThreadCalls } from "./thread-calls.ts";
import type { ReaderThreadSettings } from "./thread-settings.ts";

/** The main thread's side of the reader: what costs time to read is read there. */
export interface ReaderClient {
  readonly brief: (incident: number, now: number) => Promise<IncidentBrief | undefined>;
  readonly stop: () => Promise<void>;
}

/** Real time after which a message goes out without its facts, ms; the reader's own deadline comes first. */
export const maxBriefWaitMs = 10_000;

type ReaderMessage =
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly message: string };

interface Running {
  readonly worker: Worker;
  readonly calls: ThreadCalls;
}

/** Starts the reader thread; one that dies is started again with the next question. */
export function startReader(settings: ReaderThreadSettings): ReaderClient {
  let running: Running | undefined;

  function start(): Running {
    const worker = new Worker(new URL("./reader-thread.js", import.meta.url), { workerData: settings });
    const calls = createThreadCalls((message) => worker.postMessage(message));
    const started: Running = { worker, calls };
    const ended = (reason: string): void => {
      if (running === started) running = undefined;
      calls.fail(reason);
    };
    worker.on("message", (message: ReaderMessage) =>
      calls.settle(
        message.id,
        message.kind === "reply" ? { value: message.value } : { error: message.message },
      ),
    );
    worker.on("error", (error) => ended(`the reader stopped: ${error.message}`));
    worker.on("exit", (code) => ended(`the reader ended with code ${code}`));
    return started;
  }

  return {
    brief(incident, now) {
      running ??= start();
      const request: BriefRequest = { type: "brief", incident, now };
      return running.calls.call(request, maxBriefWaitMs) as Promise<IncidentBrief | undefined>;
    },
    async stop() {
      await running?.worker.terminate();
    },
  };
}
