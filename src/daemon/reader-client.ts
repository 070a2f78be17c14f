import { Worker } from "node:worker_threads";
import type { IncidentBrief } from "./incident-brief.ts";
import type { BriefRequest } from "./reader-thread.ts";
import { createThreadCalls, type ThreadCalls } from "./thread-calls.ts";
import type { ReaderThreadSettings } from "./thread-settings.ts";

/** The main thread's side of the reader: what costs time to read is read there. */
export interface ReaderClient {
  readonly brief: (incident: number, now: number) => Promise<IncidentBrief | undefined>;
  /** What is being found out is finished; the next question is answered by a reader with these settings. */
  readonly change: (settings: ReaderThreadSettings) => void;
  readonly stop: () => Promise<void>;
}

/** Real time after which a message goes out without its facts, ms; the reader's own deadline comes first. */
export const maxBriefWaitMs = 10_000;

/** Entries that are read live for a moment, one after the other; V8's own 48 MiB would only be kept dirty. */
const youngGenerationMb = 12;

type ReaderMessage =
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly message: string };

interface Running {
  readonly worker: Worker;
  readonly calls: ThreadCalls;
}

/** Starts the reader thread; one that dies is started again with the next question. */
export function startReader(first: ReaderThreadSettings): ReaderClient {
  let settings = first;
  let running: Running | undefined;
  const leaving = new Set<Running>();

  /** Nobody waits for an answer longer than that. */
  function endLater(old: Running): void {
    leaving.add(old);
    const timer = setTimeout(
      () => {
        leaving.delete(old);
        void old.worker.terminate();
      },
      old.calls.waiting() === 0 ? 0 : maxBriefWaitMs,
    );
    timer.unref();
  }

  function start(): Running {
    const worker = new Worker(new URL("./reader-thread.js", import.meta.url), {
      workerData: settings,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    });
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
    change(next) {
      settings = next;
      if (running !== undefined) endLater(running);
      running = undefined;
    },
    async stop() {
      for (const { worker } of [...leaving, ...(running === undefined ? [] : [running])]) {
        await worker.terminate();
      }
    },
  };
}
