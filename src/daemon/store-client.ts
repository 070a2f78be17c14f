import { MessageChannel, receiveMessageOnPort, type TransferListItem, Worker } from "node:worker_threads";
import type { LineStore, StoredBatch } from "../store/line-store.ts";
import { failureOf } from "../store/write-failure.ts";
import type { StoreAnswer, StoreRequest, StoreThreadSettings } from "./store-protocol.ts";

/** The writer's side of the thread that stores. */
export interface StoreClient extends LineStore {
  readonly close: () => void;
}

/** A commit that takes longer, on whatever disk, will not come back: its thread is gone. */
const maxWaitMs = 120_000;

/** The texts of one piece, cut into a thousand strings, live until they are inserted. */
const youngGenerationMb = 12;

/**
 * Starts the thread. While it stores what the writer has read, the writer reads on; the writer then waits for the
 * commit without giving up its turn, so that nothing else happens in between, as if it had stored by itself.
 */
export async function startStore(dataDir: string): Promise<StoreClient> {
  const { port1: port, port2 } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const settings: StoreThreadSettings = { dataDir, port: port2, answers };
  const worker = new Worker(new URL("./store-thread.js", import.meta.url), {
    workerData: settings,
    transferList: [port2],
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  // What goes wrong there from now on ends this thread, as an error that nobody listens for.
  worker.removeAllListeners("error");

  const post = (request: StoreRequest, moved: readonly TransferListItem[] = []): void =>
    port.postMessage(request, moved);

  function ask(request: StoreRequest): unknown {
    const seen = Atomics.load(answers, 0);
    post(request);
    if (Atomics.wait(answers, 0, seen, maxWaitMs) === "timed-out") {
      throw new Error(`the store did not answer within ${maxWaitMs} ms`);
    }
    // Both sides are built together.
    const answer = receiveMessageOnPort(port)?.message as StoreAnswer;
    if ("failure" in answer) throw failureOf(answer.failure);
    return answer.value;
  }

  return {
    begin: (head) => post({ type: "begin", head }),
    add: (piece) => post({ type: "add", piece }, [piece.lines.places.buffer, piece.lines.numbers.buffer]),
    commit: () => ask({ type: "commit" }) as StoredBatch,
    abandon: () => post({ type: "abandon" }),
    reserveSequence: (sequence) => void ask({ type: "reserve", sequence }),
    close: () => void ask({ type: "close" }),
  };
}
