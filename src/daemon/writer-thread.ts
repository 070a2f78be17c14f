import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { createSelfAlerts } from "../alerts/self-alerts.ts";
import { SELF_RULES } from "../alerts/self-rules.ts";
import { createIncidentBook } from "../incidents/incident-book.ts";
import type { Rule } from "../model/rule.ts";
import type { TailPosition } from "../ports/log-store.ts";
import { redactLeaves } from "../redact/redact-leaves.ts";
import { redactRule } from "../redact/redact-model.ts";
import { readRuleTexts } from "../rules/kept-rules.ts";
import { createCopyCounter } from "../store/copy-counter.ts";
import { engineVersion } from "../store/engine-version.ts";
import { openStores } from "../store/open-stores.ts";
import { createSnapshotFile } from "../store/snapshot-file.ts";
import { createCatchUp } from "./catch-up.ts";
import { createClock } from "./clock.ts";
import { createDesk } from "./desk.ts";
import { createJudge } from "./judge.ts";
import { createLineReading, type LineReading } from "./line-reading.ts";
import { createLiveRedactor } from "./live-redactor.ts";
import { compiledRoute, compiledSilence } from "./plain-data.ts";
import { redactedDesk } from "./redacted-desk.ts";
import { createRenewableBook } from "./renewable-book.ts";
import type { LiveWriterSettings, WriterThreadSettings } from "./thread-settings.ts";
import { createWriterCore } from "./writer-core.ts";
import type { IngestRequest, ReloadReply, WriterMessage, WriterRequest } from "./writer-protocol.ts";

// Row data from our own main thread, whose types both sides share.
const settings = workerData as WriterThreadSettings;
let { live } = settings;
const stores = openStores(settings.dataDir);
const clock = createClock(settings.clock);
const redactor = createLiveRedactor(settings.redactionKey, live.redaction);
const { redactText } = redactor;
let reading = lineReading(live);
let rules = rulesOf(live);

const saved = stores.stateWriter.load(live.book.reopenWithinMs);
const book = createRenewableBook(() => {
  const { route, ...rest } = live.book;
  return createIncidentBook(
    new Map([...SELF_RULES, ...rules].map((rule) => [rule.id, rule])),
    { ...rest, route: route === undefined ? undefined : compiledRoute(route) },
    stores.stateWriter.load(live.book.reopenWithinMs),
  );
});
const judge = createJudge({
  rules,
  book,
  saved,
  meanings: stores.state.ruleMeanings(),
  judgedFrom: () => stores.state.ledger()?.from,
  reader: stores.log,
  snapshots: createSnapshotFile(settings.dataDir, engineVersion()),
  elapsed: () => performance.now(),
  latenessMs: live.latenessMs,
  lateWaiting: stores.state.lateWaiting(),
  alertsSince: stores.state.alertsSince,
  storedUpTo: stores.logWriter.maxSequence(),
  writer: stores.stateWriter,
});
const selfAlerts = createSelfAlerts(saved.openAlerts);
const desk = redactedDesk(
  createDesk({
    book,
    writer: stores.stateWriter,
    incident: stores.state.incident,
    clock,
    position: judge.position,
    whole: judge.whole,
    selfAlerts,
    onOrdered: () => send({ kind: "ordered" }),
  }),
  redactText,
);

const catchUp = createCatchUp(live.book.catchUpMs, (facts) => selfAlerts.report("tocsin-caught-up", facts));

const core = createWriterCore({
  log: stores.logWriter,
  newCopyCounter: createCopyCounter,
  reading: () => reading,
  judge,
  clock,
  delays: () => ({ delayMs: live.delayMs, idleAfterMs: live.idleAfterMs }),
  onStep(status, { incidents }) {
    if (status.position !== undefined) catchUp.stepped(incidents, status.position, status.now);
    send({ kind: "status", status });
  },
});

function lineReading({ maxSkewMs, sourceDefaults }: LiveWriterSettings): LineReading {
  return createLineReading({ redactor, maxSkewMs, defaults: (source) => sourceDefaults[source] });
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
  "reload",
]);

function handle(request: WriterRequest): unknown {
  switch (request.type) {
    case "ingest": {
      const reply = core.ingest(redactedRequest(request));
      readOn();
      return reply;
    }
    case "behind":
      return core.setBehind(redactText(request.source), request.behind);
    case "tick":
      core.tick();
      readOn();
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
    case "reload":
      return reload(request.settings);
    case "reportSelf":
      return selfAlerts.report(request.rule, redactLeaves(request.facts, redactText));
    case "stop":
      stopped = true;
      return stores.close();
  }
}

/** Titles and labels are stored with every alert. */
function rulesOf({ rules: texts }: LiveWriterSettings): readonly Rule[] {
  return readRuleTexts(texts).map((rule) => redactRule(rule, redactText));
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

/** Routes, receivers and sources at once; rules when what is new among them has read its past. */
function reload(next: LiveWriterSettings): ReloadReply {
  const sameReading =
    JSON.stringify([live.maxSkewMs, live.sourceDefaults]) ===
    JSON.stringify([next.maxSkewMs, next.sourceDefaults]);
  live = next;
  redactor.change(next.redaction);
  // What a format has learned of a source's lines is kept where nothing was changed.
  if (!sameReading) reading = lineReading(next);
  stores.stateWriter.keepRuleFiles(next.goodRuleFiles);
  book.renew();
  const wanted = rulesOf(next);
  judge.changeRules(wanted, () => {
    rules = wanted;
    book.renew();
  });
  readOn();
  return { rules: wanted.filter((rule) => rule.enabled).length, warming: judge.warming() };
}

let readingOn = false;
let stopped = false;

/** In slices between which other requests are answered. */
function readOn(): void {
  if (readingOn) return;
  readingOn = true;
  setImmediate(function slice() {
    readingOn = !stopped && judge.readOn();
    if (readingOn) setImmediate(slice);
  });
}

function notices(): string[] {
  const last = saved.last?.to;
  const ahead = last === undefined ? 0 : last - clock.now();
  if (last === undefined || ahead <= live.maxSkewMs) return [];
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
stores.stateWriter.keepRuleFiles(live.goodRuleFiles);
send({ kind: "ready", notices: notices() });
