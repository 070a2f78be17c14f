import { parentPort, workerData } from "node:worker_threads";
import type { StoredBatch } from "../store/line-store.ts";
import { openLineStores } from "../store/open-stores.ts";
import { plainFailure } from "../store/write-failure.ts";
import { createCheckpoints } from "./checkpoints.ts";
import type { StoreAnswer, StoreRequest, StoreThreadSettings } from "./store-protocol.ts";

// Settings from our own writer thread, whose types both sides share.
const { dataDir, port, answers } = workerData as StoreThreadSettings;
const { lines, checkpoint, close } = openLineStores(dataDir);
const checkpoints = createCheckpoints(checkpoint);
/** What went wrong since the batch was begun; nothing of it is stored. */
let failed: unknown;

/** Of requests that nobody waits for. */
function unlessFailed(act: () => void): void {
  if (failed !== undefined) return;
  try {
    act();
  } catch (error) {
    failed = error;
  }
}

function commit(): StoredBatch {
  const before = failed;
  failed = undefined;
  if (before !== undefined) throw before;
  return lines.commit();
}

function answer(act: () => unknown): void {
  port.postMessage(answerOf(act));
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
}

function answerOf(act: () => unknown): StoreAnswer {
  try {
    return { value: act() };
  } catch (error) {
    return { failure: plainFailure(error) };
  }
}

port.on("message", (request: StoreRequest) => {
  switch (request.type) {
    case "begin":
      failed = undefined;
      return unlessFailed(() => lines.begin(request.head));
    case "add":
      checkpoints.written(request.piece.lines.text.length);
      return unlessFailed(() => lines.add(request.piece));
    case "abandon":
      failed = undefined;
      return lines.abandon();
    case "commit":
      answer(commit);
      return checkpoints.committed();
    case "reserve":
      return answer(() => lines.reserveSequence(request.sequence));
    case "close":
      answer(close);
      return port.close();
  }
});
parentPort?.postMessage("ready");
