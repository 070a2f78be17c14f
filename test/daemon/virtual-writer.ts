import { createJudge } from "../../src/daemon/judge.ts";
import { createLineReading } from "../../src/daemon/line-reading.ts";
import { createWriterCore } from "../../src/daemon/writer-core.ts";
import type { IngestReply } from "../../src/daemon/writer-protocol.ts";
import { createIncidentBook, type IncidentBook } from "../../src/incidents/incident-book.ts";
import type { Alert, Transition } from "../../src/model/alert.ts";
import type { Rule } from "../../src/model/rule.ts";
import { createRedactor } from "../../src/redact/redactor.ts";
import { createCopyCounter } from "../../src/store/copy-counter.ts";
import { openStores } from "../../src/store/open-stores.ts";
import { createSnapshotFile } from "../../src/store/snapshot-file.ts";

const minuteMs = 60_000;

export interface VirtualSettings {
  readonly rules: readonly Rule[];
  /** Wall clock, epoch ms; the test sets it. */
  readonly clock: { now: number };
  readonly delayMs?: number;
  readonly idleAfterMs?: number;
}

/** All that the daemon's writer does, over the real store, in the test's own time. */
export interface VirtualWriter {
  readonly ingest: (source: string, lines: readonly string[], behind?: boolean) => IngestReply;
  readonly setBehind: (source: string, behind: boolean) => void;
  /** Looks, and reads on until nothing is left to read. */
  readonly look: () => void;
  readonly position: () => number | undefined;
  /** What the engine told since this writer was opened. */
  readonly told: () => readonly Transition[];
  /** As on record: those that hold, and those that fired and ended. */
  readonly alerts: () => readonly Alert[];
  readonly lateEntries: () => number;
  readonly gaps: () => number | undefined;
  readonly close: () => void;
}

/** Opens the directory's stores as a start does. What was not closed before counts as killed. */
export function openVirtualWriter(directory: string, settings: VirtualSettings): VirtualWriter {
  const { rules, clock, delayMs = 0, idleAfterMs = minuteMs } = settings;
  const stores = openStores(directory);
  const saved = stores.stateWriter.load(15 * minuteMs);
  const told: Transition[] = [];
  const judge = createJudge({
    rules,
    book: listening(bookOf(rules, saved), told),
    saved,
    meanings: stores.state.ruleMeanings(),
    judgedFrom: () => stores.state.ledger()?.from,
    reader: stores.log,
    snapshots: createSnapshotFile(directory, "1"),
    // The test's time as well, so that it decides when late entries have been gathered.
    elapsed: () => clock.now,
    latenessMs: () => 60 * minuteMs,
    lateWaiting: stores.state.lateWaiting(),
    alertsSince: stores.state.alertsSince,
    storedUpTo: stores.logWriter.maxSequence(),
    writer: stores.stateWriter,
  });
  stores.logWriter.reserveSequence(saved.last?.maxSequence ?? 0);
  const redactor = createRedactor({ key: "0".repeat(64) });
  const reading = createLineReading({ redactor, maxSkewMs: 5 * minuteMs, defaults: () => undefined });
  const core = createWriterCore({
    log: stores.logWriter,
    newCopyCounter: createCopyCounter,
    reading: () => reading,
    judge,
    clock: { now: () => clock.now },
    delays: () => ({ delayMs, idleAfterMs }),
    onStep: () => {},
    requireSettled: () => {},
  });
  return {
    ingest: (source, lines, behind) =>
      core.ingest({
        type: "ingest",
        source,
        format: "auto",
        lines,
        mode: "new",
        ...(behind === undefined ? {} : { behind }),
      }),
    setBehind: core.setBehind,
    look() {
      core.tick();
      while (judge.readOn());
    },
    position: judge.position,
    told: () => told,
    alerts: () =>
      stores.state.alertsSince(
        rules.map(({ id }) => id),
        0,
      ),
    lateEntries: () => stores.state.ledger()?.late ?? 0,
    gaps: () => stores.state.ledger()?.gaps,
    close: stores.close,
  };
}

function bookOf(rules: readonly Rule[], saved: Parameters<typeof createIncidentBook>[2]): IncidentBook {
  const settings = {
    lanes: [],
    route: undefined,
    info: "record" as const,
    catchUpMs: 24 * 60 * minuteMs,
    reopenWithinMs: 15 * minuteMs,
  };
  return createIncidentBook(new Map(rules.map((rule) => [rule.id, rule])), settings, saved);
}

function listening(book: IncidentBook, told: Transition[]): IncidentBook {
  return {
    ...book,
    apply(transitions, ...more) {
      told.push(...transitions);
      return book.apply(transitions, ...more);
    },
  };
}
