import { parentPort, workerData } from "node:worker_threads";
import { createSelfAlerts } from "../alerts/self-alerts.ts";
import { SELF_RULES } from "../alerts/self-rules.ts";
import { longestLookbackMs } from "../detect/lookback.ts";
import { createIncidentBook } from "../incidents/incident-book.ts";
import type { Rule } from "../model/rule.ts";
import type { StepChanges } from "../ports/state-store.ts";
import { redactLeaves } from "../redact/redact-leaves.ts";
import { redactRule } from "../redact/redact-model.ts";
import { readRuleTexts } from "../rules/kept-rules.ts";
import { createCopyCounter } from "../store/copy-counter.ts";
import { engineVersion } from "../store/engine-version.ts";
import { openStores } from "../store/open-stores.ts";
import { createSnapshotFile } from "../store/snapshot-file.ts";
import { isNoSpace } from "../store/write-failure.ts";
import { beginStored } from "./begin-stored.ts";
import { createCatchUp } from "./catch-up.ts";
import { createChangeKeeper } from "./change-keeper.ts";
import { createClock } from "./clock.ts";
import { createDesk } from "./desk.ts";
import { createJudge } from "./judge.ts";
import { createLineReading, type LineReading } from "./line-reading.ts";
import { createLiveRedactor } from "./live-redactor.ts";
import { NoSpace } from "./no-space.ts";
import { openSince } from "./open-since.ts";
import { createPatientWriter } from "./patient-writer.ts";
import { compiledBook, compiledSilence } from "./plain-data.ts";
import { createPruneCore } from "./prune-core.ts";
import { redactedDesk } from "./redacted-desk.ts";
import { redactedRequest, tailPositions } from "./redacted-intake.ts";
import { createRenewableBook } from "./renewable-book.ts";
import { startNotices } from "./start-notices.ts";
import { startStore } from "./store-client.ts";
import type { LiveWriterSettings, WriterThreadSettings } from "./thread-settings.ts";
import { createWritability } from "./writability.ts";
import { createWriterCore } from "./writer-core.ts";
import type { ReloadReply, WriterMessage, WriterRequest, WriterStatus } from "./writer-protocol.ts";

// Row data from our own main thread, whose types both sides share.
const settings = workerData as WriterThreadSettings;
let { live } = settings;
const stores = openStores(settings.dataDir);
const store = await startStore(settings.dataDir);
const log = stores.logWriterOver(store);
const clock = createClock(settings.clock);
const lineRedactor = createLiveRedactor(settings.redactionKey, live.redaction, []);
const redactor = createLiveRedactor(settings.redactionKey, live.redaction, live.knownAddresses);
const { redactText } = redactor;
let reading = lineReading(live);
/** Those that are judged, and those that will be once they have read their past. */
let rules = rulesOf(live);
let wanted = rules;

const saved = stores.stateWriter.load(live.book.reopenWithinMs);
const book = createRenewableBook(() => {
  return createIncidentBook(
    new Map([...SELF_RULES, ...rules].map((rule) => [rule.id, rule])),
    compiledBook(live.book),
    stores.stateWriter.load(live.book.reopenWithinMs),
  );
});
const patient = createPatientWriter(stores.stateWriter, isNoSpace, (error) => writability.failed(error));
const writability = createWritability({
  decisions: patient,
  tryEntries: () => log.reserveSequence(0),
  isNoSpace,
  onChange: (problem) => send({ kind: "writable", problem }),
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
  latenessMs: () => live.latenessMs,
  lateWaiting: stores.state.lateWaiting(),
  alertsSince: stores.state.alertsSince,
  storedUpTo: log.maxSequence(),
  writer: patient,
  beginsStored: settings.from !== undefined,
});
if (settings.from !== undefined) beginStored(judge, stores, settings.from, clock.now());
const selfAlerts = createSelfAlerts(saved.openAlerts);
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
    selfAlerts,
    onOrdered: () => send({ kind: "ordered" }),
  }),
  redactText,
);

const keepChange = createChangeKeeper(redactText, stores.stateWriter);
const catchUp = createCatchUp(
  () => live.book.catchUpMs,
  (facts) => selfAlerts.report("tocsin-caught-up", facts),
);

const core = createWriterCore({
  log,
  newCopyCounter: createCopyCounter,
  reading: () => reading,
  judge,
  clock,
  delays: () => ({ delayMs: live.delayMs, idleAfterMs: live.idleAfterMs }),
  requireSettled: writability.require,
  onStep: stepped,
});

const pruning = createPruneCore({
  ...live.retention,
  log: stores.logPruner,
  state: stores.statePruner,
  now: clock.now,
  needs: () => ({
    position: judge.position(),
    // Those that are still reading their past need it as well.
    lookbackMs: longestLookbackMs([...rules, ...wanted].filter((rule) => rule.enabled)),
    openSince: openSince(book.openAlerts(), stores.state.openIncidents()),
  }),
});

/** A step that is not committed yet, for want of space, is not told of. */
let untold: WriterStatus | undefined;

function stepped(status: WriterStatus, { incidents }: StepChanges): void {
  if (status.position !== undefined) catchUp.stepped(incidents, status.position, status.now);
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

function lineReading({ maxSkewMs, sourceDefaults, taxonomy }: LiveWriterSettings): LineReading {
  return createLineReading({
    redactor: lineRedactor,
    maxSkewMs,
    defaults: (source) => sourceDefaults[source],
    ...(taxonomy === undefined ? {} : { taxonomy }),
  });
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
      const reply = core.ingest(redactedRequest(request, redactText));
      readOn();
      return reply;
    }
    case "behind":
      return core.setBehind(redactText(request.source), request.behind);
    case "tick":
      writability.probe();
      tellOfSettledStep();
      core.tick();
      readOn();
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
      return tailPositions(request.path, log, redactText);
    case "planPruning":
      return pruning.plan();
    case "prune":
      return pruning.pruneLog(request.plan);
    case "pruneState":
      return pruning.pruneState();
    case "reload":
      return reload(request.settings);
    case "reportSelf":
      return selfAlerts.report(request.rule, redactLeaves(request.facts, redactText));
    case "stop":
      stopped = true;
      store.close();
      return stores.close();
  }
}

/** Titles and labels are stored with every alert. */
function rulesOf({ rules: texts }: LiveWriterSettings): readonly Rule[] {
  return readRuleTexts(texts).map((rule) => redactRule(rule, redactText));
}

/** What a person does is acknowledged only when it is on disk. */
function recorded<T>(act: () => T): T {
  writability.require();
  const result = act();
  if (patient.owes())
    throw new NoSpace("the disk takes no more: this will be recorded as soon as there is space");
  return result;
}

/** Routes, receivers and sources at once; rules when what is new among them has read its past. */
function reload(next: LiveWriterSettings): ReloadReply {
  // The book is opened from the record, which must hold everything that was decided.
  writability.require();
  stores.stateWriter.keepRuleFiles(next.goodRuleFiles);
  const sameReading =
    JSON.stringify([live.maxSkewMs, live.sourceDefaults, live.taxonomy]) ===
    JSON.stringify([next.maxSkewMs, next.sourceDefaults, next.taxonomy]);
  live = next;
  lineRedactor.change(next.redaction, []);
  redactor.change(next.redaction, next.knownAddresses);
  // What a format has learned of a source's lines is kept where nothing was changed.
  if (!sameReading) reading = lineReading(next);
  book.renew();
  const chosen = rulesOf(next);
  wanted = chosen;
  judge.changeRules(chosen, () => {
    rules = chosen;
    book.renew();
  });
  readOn();
  return { rules: chosen.filter((rule) => rule.enabled).length, warming: judge.warming() };
}

let readingOn = false;
let stopped = false;

/** While decisions wait for space, a change of rules waits with them, ms. */
const waitForSpaceMs = 1_000;

/** In slices between which other requests are answered. */
function readOn(): void {
  if (readingOn) return;
  readingOn = true;
  setImmediate(function slice() {
    if (!stopped && patient.owes()) {
      setTimeout(slice, waitForSpaceMs);
      return;
    }
    readingOn = !stopped && judge.readOn();
    if (readingOn) setImmediate(slice);
  });
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

log.reserveSequence(saved.last?.maxSequence ?? 0);
stores.stateWriter.keepRuleFiles(live.goodRuleFiles);
send({ kind: "ready", notices: startNotices(saved.last?.to, clock.now(), live.maxSkewMs) });
