import { nextPosition } from "../detect/position.ts";
import type { FormatName } from "../formats/format.ts";
import { timeInheritance } from "../formats/inherit-time.ts";
import type { Entry } from "../model/entry.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  Appended,
  BatchHead,
  CopyCounter,
  LogWriter,
  OpenBatch,
  ParsedLine,
  StoredEntry,
} from "../ports/log-store.ts";
import type { StepChanges } from "../ports/state-store.ts";
import type { Judge } from "./judge.ts";
import type { LineReading, LinesToRead } from "./line-reading.ts";
import { createSourceProgress } from "./source-progress.ts";
import type { IngestReply, IngestRequest, WriterStatus } from "./writer-protocol.ts";

/** Uploads of whole files that may be under way at once; beyond it the oldest is forgotten. */
export const maxUploads = 16;

/** Between steps that a committed batch asks for, ms. The scheduler's own come every second. */
const minStepGapMs = 50;

export interface WriterCoreSettings {
  readonly log: Pick<LogWriter, "open" | "maxSequence">;
  readonly newCopyCounter: () => CopyCounter;
  readonly reading: () => LineReading;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly delays: () => { readonly delayMs: number; readonly idleAfterMs: number };
  readonly onStep: (status: WriterStatus, changes: StepChanges) => void;
  /** Throws NoSpace while decisions wait for space to be committed. */
  readonly requireSettled: () => void;
}

/** Parses, stores and judges; the only place that writes entries and decisions. Everything is synchronous. */
export interface WriterCore {
  readonly ingest: (request: IngestRequest) => IngestReply;
  readonly setBehind: (source: string, behind: boolean) => void;
  readonly tick: () => void;
}

/** A whole file that comes in parts. */
interface Upload {
  readonly copies: CopyCounter;
  readonly inherit: (entry: Entry) => Entry;
}

export function createWriterCore(settings: WriterCoreSettings): WriterCore {
  const { log, judge, clock } = settings;
  const progress = createSourceProgress();
  const uploads = new Map<string, Upload>();
  let lastStepAt = Number.NEGATIVE_INFINITY;
  let steps = 0;
  let entriesJudged = 0;
  let late = 0;
  let future = 0;

  function append(request: IngestRequest, observedTime: number): { appended: Appended; redactions: number } {
    const { source, mode, tail, idempotencyKey } = request;
    const upload = uploadOf(request);
    const head: BatchHead = {
      source,
      observedTime,
      mode,
      ...(tail === undefined ? {} : { tail }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    };
    const batch = log.open(head, upload?.copies);
    try {
      const { oldest, redactions } = read(request, observedTime, upload, batch);
      if (judge.position() === undefined && oldest !== undefined) {
        judge.begin(oldest, log.maxSequence(), observedTime);
        settings.requireSettled();
      }
      return { appended: batch.commit(), redactions };
    } catch (error) {
      batch.abandon();
      throw error;
    }
  }

  /** Each piece is stored while the next is read. */
  function read(
    { source, lines, format, file, tail }: IngestRequest,
    observedTime: number,
    upload: Upload | undefined,
    batch: OpenBatch,
  ): { oldest: number | undefined; redactions: number } {
    let oldest: number | undefined;
    const given: LinesToRead = {
      source,
      // The edges have checked the name; it travels between threads as text.
      format: format as FormatName | "auto",
      lines,
      observedTime,
      file: file ?? (tail === undefined ? undefined : { path: tail.path }),
      inherit: upload?.inherit,
    };
    const counts = settings.reading().readInto(given, (piece) => {
      oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, oldestTime(piece.lines));
      batch.add(piece.lines, piece.unparsable);
    });
    future += counts.future;
    return {
      oldest: oldest === Number.POSITIVE_INFINITY ? undefined : oldest,
      redactions: counts.redactions,
    };
  }

  function uploadOf({ mode, upload, file }: IngestRequest): Upload | undefined {
    if (mode === "new" || upload === undefined) return undefined;
    const known = uploads.get(upload);
    if (known !== undefined) return known;
    const [oldest] = uploads.keys();
    if (uploads.size >= maxUploads && oldest !== undefined) uploads.delete(oldest);
    const made: Upload = { copies: settings.newCopyCounter(), inherit: timeInheritance(file?.time) };
    uploads.set(upload, made);
    return made;
  }

  function step(): void {
    settings.requireSettled();
    const started = performance.now();
    lastStepAt = started;
    const now = clock.now();
    const { position, heldBy, idle } = nextPosition({
      now,
      position: judge.position(),
      behind: progress.behind(),
      ...settings.delays(),
    });
    const changes = judge.step(position, log.maxSequence(), now);
    if (changes === undefined) return;
    steps++;
    entriesJudged += changes.step.entries;
    late += changes.late;
    const status: WriterStatus = {
      position,
      now,
      heldBy,
      idleSources: idle,
      openAlerts: judge.openAlerts(),
      openIncidents: judge.openIncidents(),
      backlog: judge.backlog(),
      warming: judge.warming(),
      steps,
      entriesJudged,
      late,
      lateCounts: judge.lateCounts(),
      snapshotAgeMs: judge.snapshotAgeMs(),
      future,
      duplicates: judge.duplicates(),
      deliveries: changes.deliveries.length,
      detectionMs: detectionMs(changes, clock.now()),
      turned: turnedIn(changes),
      stepMs: performance.now() - started,
    };
    settings.onStep(status, changes);
  }

  return {
    ingest(request) {
      settings.requireSettled();
      const now = clock.now();
      const { appended, redactions } = append(request, now);
      const { stored, alreadyStored, unparsable } = appended;
      if (request.last === true && request.upload !== undefined) uploads.delete(request.upload);
      const lateNow = judge.take(stored, request.judgeOld);
      const { source, reader = source, behind } = request;
      if (stored.length > 0) progress.committed(reader, newestTime(stored), now);
      if (behind !== undefined) progress.setBehind(reader, behind, now);
      if (performance.now() - lastStepAt >= minStepGapMs) step();
      const retryAfter = stored.filter(({ entry }) => entry.retry_after_seconds !== undefined).length;
      return {
        // A batch whose key was seen before is answered as it was.
        stored: appended.repeatOf?.stored ?? stored.length,
        alreadyStored,
        unparsable,
        redactions,
        retryAfter,
        late: lateNow,
        tooOld: appended.tooOld ?? 0,
      };
    },
    setBehind: (source, behind) => progress.setBehind(source, behind, clock.now()),
    tick: step,
  };
}

/** Alerts of one step whose latency is told: enough for a percentile. */
const maxLatencies = 100;

function detectionMs({ step, alerts }: StepChanges, now: number): readonly number[] {
  return alerts
    .flatMap(({ firedAt }) => (firedAt !== undefined && firedAt > step.from ? [now - firedAt] : []))
    .slice(0, maxLatencies);
}

/** What opened, came back or ended. */
function turnedIn({ events }: StepChanges): readonly number[] {
  const turns = events.filter(({ kind }) => kind === "opened" || kind === "reopened" || kind === "resolved");
  return [...new Set(turns.map(({ incident }) => incident))];
}

function oldestTime(lines: readonly ParsedLine[]): number {
  return lines.reduce((oldest, { entry }) => Math.min(oldest, entry.time), Number.POSITIVE_INFINITY);
}

function newestTime(stored: readonly StoredEntry[]): number {
  return stored.reduce((newest, { entry }) => Math.max(newest, entry.time), Number.NEGATIVE_INFINITY);
}
