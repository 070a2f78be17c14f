import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { createIncidentBook } from "../incidents/incident-book.ts";
import type { TailPosition } from "../ports/log-store.ts";
import { redactRule } from "../redact/redact-model.ts";
import { createRedactor } from "../redact/redactor.ts";
import { readRules } from "../rules/read-rules.ts";
import { createCopyCounter } from "../store/copy-counter.ts";
import { openStores } from "../store/open-stores.ts";
import { createClock } from "./clock.ts";
import { createDesk } from "./desk.ts";
import { createJudge } from "./judge.ts";
import { createLineReading } from "./line-reading.ts";
import { compiledRoute, compiledSilence } from "./plain-data.ts";
import { redactedDesk } from "./redacted-desk.ts";
import type { WriterThreadSettings } from "./thread-settings.ts";
import { createWriterCore } from "./writer-core.ts";
import type { IngestRequest, WriterMessage, WriterRequest } from "./writer-protocol.ts";

// Row data from our own main thread, whose types both sides share.
const settings = workerData as WriterThreadSettings;
const stores = openStores(settings.dataDir);
const clock = createClock(settings.clock);
const redactor = createRedactor(settings.redaction);
const { redactText } = redactor;
// Titles and labels are stored with every alert.
const rules = readRules(settings.ruleTexts).rules.map((rule) => redactRule(rule, redactText));
const saved = stores.stateWriter.load(settings.book.reopenWithinMs);

const { route, ...rest } = settings.book;
const book = createIncidentBook(
  new Map(rules.map((rule) => [rule.id, rule])),
  { ...rest, route: route === undefined ? undefined : compiledRoute(route) },
  saved,
);
const judge = createJudge(rules, book, saved, stores.log, stores.stateWriter);
const desk = redactedDesk(
  createDesk({
    book,
    writer: stores.stateWriter,
    incident: stores.state.incident,
    clock,
    position: judge.position,
    whole: judge.whole,
    onOrdered: () => send({ kind: "ordered" }),
  }),
  redactText,
);

const core = createWriterCore({
  log: stores.logWriter,
  newCopyCounter: createCopyCounter,
  reading: createLineReading({
    redactor,
    maxSkewMs: settings.maxSkewMs,
    defaults: (source) => settings.sourceDefaults[source],
  }),
  judge,
  clock,
  delayMs: settings.delayMs,
  idleAfterMs: settings.idleAfterMs,
  onStep: (status) => send({ kind: "status", status }),
});

function send(message: WriterMessage): void {
  parentPort?.postMessage(message);
}

/** Requests that change what the incidents are in memory. */
const decides: ReadonlySet<WriterRequest["type"]> = new Set([
  "tick",
  "ingest",
  "act",
  "saveSilence",
  "expireSilence",
]);

function handle(request: WriterRequest): unknown {
  switch (request.type) {
    case "ingest":
      return core.ingest(redactedRequest(request));
    case "behind":
      return core.setBehind(redactText(request.source), request.behind);
    case "tick":
      core.tick();
      return desk.look();
    case "attempt": {
      const { type: _, ...attempt } = request;
      return desk.recordAttempt(attempt);
    }
    case "act":
      return desk.act(request.action);
    case "saveSilence":
      return desk.saveSilence(compiledSilence(request.silence));
    case "expireSilence":
      return desk.expireSilence(request.id, request.by);
    case "redeliver":
      return desk.redeliver(request.deliveryId, request.by);
    case "facts":
      return stores.stateWriter.saveFacts(request.incident, request.facts, request.at);
    case "tailPositions":
      return tailPositions(request.path);
    case "stop":
      return stores.close();
  }
}

/** Names of sources and files are stored beside the lines, and may hold what must not be. */
function redactedRequest(request: IngestRequest): IngestRequest {
  const { source, tail, idempotencyKey: key } = request;
  return {
    ...request,
    source: redactText(source),
    // Four hex digits would not tell two keys apart.
    ...(key === undefined || redactText(key) === key
      ? {}
      : { idempotencyKey: createHash("sha256").update(key).digest("hex") }),
    ...(tail === undefined ? {} : { tail: { ...tail, path: redactText(tail.path) } }),
  };
}

/** Those that were stored under the path itself, before it held anything to be redacted, count as well. */
function tailPositions(path: string): readonly TailPosition[] {
  const redacted = redactText(path);
  const known = stores.logWriter.tailPositions(redacted);
  if (redacted === path) return known;
  const before = stores.logWriter.tailPositions(path);
  return [
    ...known,
    ...before.filter((one) => !known.some(({ fingerprint }) => fingerprint === one.fingerprint)),
  ];
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
    if (decides.has(request.type)) throw error;
  }
});

stores.logWriter.reserveSequence(saved.last?.maxSequence ?? 0);
send({ kind: "ready", notices: notices() });
