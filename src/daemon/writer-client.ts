import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { TailPosition } from "../ports/log-store.ts";
import { NoSpace } from "./no-space.ts";
import { createThreadCalls } from "./thread-calls.ts";
import type { WriterThreadSettings } from "./thread-settings.ts";
import type {
  IngestReply,
  IngestRequest,
  WriterMessage,
  WriterRequest,
  WriterStatus,
} from "./writer-protocol.ts";

/** The main thread's side of the writer. */
export interface WriterClient {
  readonly ingest: (request: Omit<IngestRequest, "type">) => Promise<IngestReply>;
  readonly request: (request: WriterRequest) => Promise<unknown>;
  readonly tailPositions: (path: string) => Promise<readonly TailPosition[]>;
  /** What the writer had to say at start. */
  readonly notices: readonly string[];
  readonly stop: () => Promise<void>;
}

/**
 * Young objects of the writer live for a batch of lines; with V8's default of 16 MiB they would be promoted and
 * collected the slow way (measured: a tenth of its time).
 */
const youngGenerationMb = 64;

/**
 * By how much the old objects may grow, percent, before they are collected. Entries that were waiting when the young
 * ones were collected are among them, all garbage a second later; with V8's own measure they made the process twice
 * as large. Collecting runs beside the thread and takes no time that could be measured.
 */
const heapGrowingPercent = 100;

/** Starts the writer thread and resolves when it has recovered its state. */
export async function startWriter(
  settings: WriterThreadSettings,
  onStatus: (status: WriterStatus) => void,
  onEnd: (reason: string) => void,
  onOrdered: () => void = () => {},
  onWritable: (problem: string | undefined) => void = () => {},
): Promise<WriterClient> {
  // Heeded at each collection, in every thread.
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
  const worker = new Worker(new URL("./writer-thread.js", import.meta.url), {
    workerData: settings,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  const calls = createThreadCalls((message) => worker.postMessage(message));
  let stopping = false;

  function ended(reason: string): void {
    calls.fail(reason);
    if (!stopping) onEnd(reason);
  }

  const notices = await new Promise<readonly string[]>((resolve, reject) => {
    worker.on("message", (message: WriterMessage) => {
      switch (message.kind) {
        case "ready":
          return resolve(message.notices);
        case "reply":
          return calls.settle(message.id, { value: message.value });
        case "error":
          return calls.settle(message.id, {
            error: message.noSpace ? new NoSpace(message.message) : message.message,
          });
        case "writable":
          return onWritable(message.problem);
        case "status":
          return onStatus(message.status);
        case "ordered":
          return onOrdered();
      }
    });
    worker.on("error", (error) => {
      reject(error);
      ended(`the writer stopped: ${error.message}`);
    });
    worker.on("exit", (code) => ended(`the writer ended with code ${code}`));
  });

  return {
    notices,
    // The types of replies are those of writer-protocol; both sides are built together.
    ingest: (request) => calls.call({ type: "ingest", ...request }) as Promise<IngestReply>,
    request: (request) => calls.call(request),
    tailPositions: (path) => calls.call({ type: "tailPositions", path }) as Promise<readonly TailPosition[]>,
    async stop() {
      stopping = true;
      // One that is gone already has nothing left to close.
      await calls.call({ type: "stop" }).catch(() => undefined);
      await worker.terminate();
    },
  };
}
