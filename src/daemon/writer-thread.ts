import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { longestLookbackMs } from "../detect/lookback.ts";
import { createIncidentBook } from "../incidents/incident-book.ts";
import type { TailPosition } from "../ports/log-store.ts";
import { redactRule } from "../redact/redact-model.ts";
import { createRedactor } from "../redact/redactor.ts";
import { readRules } from "../rules/read-rules.ts";
import { createCopyCounter } from "../store/copy-counter.ts";
import { openStores } from "../store/open-stores.ts";
import { isNoSpace } from "../store/write-failure.ts";
import { createChangeKeeper } from "./change-keeper.ts";
import { createClock } from "./clock.ts";
import { createDesk } from "./desk.ts";
import { createJudge } from "./judge.ts";
import { createLineReading } from "./line-reading.ts";
import { NoSpace } from "./no-space.ts";
import { openSince } from "./open-since.ts";
import { createPatientWriter } from "./patient-writer.ts";
import { compiledRoute, compiledSilence } from "./plain-data.ts";
import { createPruneCore } from "./prune-core.ts";
import { redactedDesk } from "./redacted-desk.ts";
import type { WriterThreadSettings } from "./thread-settings.ts";
import { createWritability } from "./writability.ts";
import { createWriterCore } from "./writer-core.ts";
import type { IngestRequest, WriterMessage, WriterRequest, WriterStatus } from "./writer-protocol.ts";

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
const patient = createPatientWriter(stores.stateWriter, isNoSpace, (error) => writability.failed(error));
const writability = createWritability({
  decisions: patient,
  tryEntries: () => stores.logWriter.reserveSequence(0),
  isNoSpace,
  onChange: (problem) => send({ kind: "writable", problem }),
});
const judge = createJudge(rules, book, saved, stores.log, patient);
const desk = redactedDesk(
  createDesk({
    book,
    writer: { ...stores.stateWriter, commit: patient.commit },
    incident: stores.state.incident,
    delivery: stores.state.delivery,
    deliveries: stores.state.deliveries,
    clock,
    position: judge.position,
    whole: judge.whole,
    onOrdered: () => send({ kind: "ordered" }),
  }),
  redactText,
);

const keepChange = createChangeKeeper(redactText, stores.stateWriter);
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
  requireSettled: writability.require,
  onStep: stepped,
});

const pruning = createPruneCore({
  ...settings.retention,
  log: stores.logPruner,
  state: stores.statePruner,
  now: clock.now,
  needs: () => ({
    position: judge.position(),
    lookbackMs: longestLookbackMs(rules.filter((rule) => rule.enabled)),
    openSince: openSince(book.openAlerts(), stores.state.openIncidents()),
  }),
});

/** A step that is not committed yet, for want of space, is not told of. */
let untold: WriterStatus | undefined;

function stepped(status: WriterStatus): void {
  if (patient.owes()) {
    untold = status;
    return;
  }
  send({ kind: "status", status });
}

function tellOfSettledStep(): void {
  if (untold === undefined || patient.owes()) return;
  send({ kind: "status", status: untold });
  send({ kind: "ordered" });
  untold = undefined;
}

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
      writability.probe();
      tellOfSettledStep();
      core.tick();
      return desk.look();
    case "attempt": {
      const { type: _, ...attempt } = request;
      return desk.recordAttempt(attempt);
    }
    case "act":
      return recorded(() => desk.act(request.action));
    case "saveSilence":
      return recorded(() => desk.saveSilence(compiledSilence(request.silence)));
    case "expireSilence":
      return recorded(() => desk.expireSilence(request.id, request.by));
    case "redeliver":
      return desk.redeliver(request.deliveryId, request.by);
    case "facts":
      return stores.stateWriter.saveFacts(request.incident, request.facts, request.at);
    case "change":
      return keepChange(request.change);
    case "tailPositions":
      return tailPositions(request.path);
    case "planPruning":
      return pruning.plan();
    case "prune":
      return pruning.pruneLog(request.plan);
    case "pruneState":
      return pruning.pruneState();
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

/** What a person does is acknowledged only when it is on disk. */
function recorded<T>(act: () => T): T {
  writability.require();
  const result = act();
  if (patient.owes())
    throw new NoSpace("the disk takes no more: this will be recorded as soon as there is space");
  return result;
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
    const noSpace = error instanceof NoSpace || isNoSpace(error);
    if (isNoSpace(error)) writability.failed(error);
    send({ kind: "error", id, message: error instanceof Error ? error.message : String(error), noSpace });
    // Nothing was changed, neither in memory nor on disk, that would not be made good once there is space.
    if (noSpace) return;
    // What is in memory may be ahead of what is on disk, so nothing is judged from it any more.
    if (decides.has(request.type)) throw error;
  }
});

stores.logWriter.reserveSequence(saved.last?.maxSequence ?? 0);
send({ kind: "ready", notices: notices() });
