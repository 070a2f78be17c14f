import { parentPort, workerData } from "node:worker_threads";
import { createRedactor } from "../redact/redactor.ts";
import { readRules } from "../rules/read-rules.ts";
import { createCopyCounter } from "../store/copy-counter.ts";
import { openStores } from "../store/open-stores.ts";
import { createClock } from "./clock.ts";
import { createJudge } from "./judge.ts";
import { createLineReading } from "./line-reading.ts";
import type { WriterThreadSettings } from "./thread-settings.ts";
import { createWriterCore } from "./writer-core.ts";
import type { WriterMessage, WriterRequest } from "./writer-protocol.ts";

// Row data from our own main thread, whose types both sides share.
const settings = workerData as WriterThreadSettings;
const stores = openStores(settings.dataDir);
const clock = createClock(settings.clock);
const { rules } = readRules(settings.ruleTexts);
const saved = stores.stateWriter.load(settings.book.reopenWithinMs);

const core = createWriterCore({
  log: stores.logWriter,
  newCopyCounter: createCopyCounter,
  reading: createLineReading({
    redactor: createRedactor({ key: settings.redactionKey }),
    maxSkewMs: settings.maxSkewMs,
    defaults: (source) => settings.sourceDefaults[source],
  }),
  judge: createJudge(rules, settings.book, saved, stores.log, stores.stateWriter),
  clock,
  delayMs: settings.delayMs,
  idleAfterMs: settings.idleAfterMs,
  onStep: (status) => send({ kind: "status", status }),
});

function send(message: WriterMessage): void {
  parentPort?.postMessage(message);
}

function handle(request: WriterRequest): unknown {
  switch (request.type) {
    case "ingest":
      return core.ingest(request);
    case "behind":
      return core.setBehind(request.source, request.behind);
    case "tick":
      return core.tick();
    case "attempt": {
      const { type: _, ...attempt } = request;
      return stores.stateWriter.recordAttempt(attempt);
    }
    case "facts":
      return stores.stateWriter.saveFacts(request.incident, request.facts, request.at);
    case "tailPositions":
      return stores.logWriter.tailPositions(request.path);
    case "stop":
      return stores.close();
  }
}

function notices(): string[] {
  const last = saved.last?.to;
  const ahead = last === undefined ? 0 : last - clock.now();
  if (last === undefined || ahead <= settings.maxSkewMs) return [];
  return [
    `log time is already at ${new Date(last).toISOString()}, ahead of the clock: what is older will not be judged`,
  ];
}

parentPort?.on("message", ({ id, request }: { id: number; request: WriterRequest }) => {
  try {
    send({ kind: "reply", id, value: handle(request) });
  } catch (error) {
    send({ kind: "error", id, message: error instanceof Error ? error.message : String(error) });
    // What is in memory may be ahead of what is on disk, so nothing is judged from it any more.
    if (request.type === "tick" || request.type === "ingest") throw error;
  }
});

stores.logWriter.reserveSequence(saved.last?.maxSequence ?? 0);
send({ kind: "ready", notices: notices() });
