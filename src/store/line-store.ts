import type { Database } from "better-sqlite3";
import { MARK_START } from "../model/redaction-mark.ts";
import type { BatchHead, UnparsableLine } from "../ports/log-store.ts";
import { createEntryWriter, type EntryWriter, type NewEntry } from "./entry-writer.ts";
import { createFieldListWriter, type FieldListWriter } from "./field-lists.ts";
import { type BatchAnswer, createIdempotencyKeys, type IdempotencyKeys } from "./idempotency-keys.ts";
import { type PackedLine, type PackedLines, unpackLines } from "./packed-lines.ts";
import { createRedactionCounter, type RedactionCounter } from "./redaction-counts.ts";
import { createSequences, type Sequences } from "./sequences.ts";
import { createSourceWriter, type SourceWriter } from "./sources.ts";
import { createTailPositionStore, type TailPositionStore } from "./tail-positions.ts";
import { createUnparsableWriter, type UnparsableWriter } from "./unparsable-lines.ts";

/** Part of a batch. */
export interface Piece {
  readonly lines: PackedLines;
  readonly unparsable: readonly CountedLine[];
}

/** An unparsable line, and which copy of it within its file it is; 0 where nobody counts. */
export interface CountedLine extends UnparsableLine {
  readonly copy: number;
}

/** What became of a batch. */
export interface StoredBatch {
  /** Of the lines that were stored, in order; each further one is one higher. */
  readonly firstSequence: number;
  /** Places, among the lines of the batch, of those that were not stored. */
  readonly leftOut: readonly number[];
  /** Of those, how many lie before what is kept. */
  readonly tooOld: number;
  readonly unparsable: number;
  /** Set where the batch's key was seen before; nothing was stored then. */
  readonly before?: BatchAnswer;
}

/** Rows to SQLite, one transaction at a time. An error of SQLite leaves the store as it was. */
export interface LineStore {
  readonly begin: (head: BatchHead) => void;
  readonly add: (piece: Piece) => void;
  readonly commit: () => StoredBatch;
  readonly abandon: () => void;
  readonly reserveSequence: (sequence: number) => void;
}

interface Parts {
  readonly sources: SourceWriter;
  readonly fieldLists: FieldListWriter;
  readonly sequences: Sequences;
  readonly entries: EntryWriter;
  readonly unparsable: UnparsableWriter;
  readonly tails: TailPositionStore;
  readonly keys: IdempotencyKeys;
  readonly redactions: RedactionCounter;
}

/** A batch under way. */
interface UnderWay {
  readonly head: BatchHead;
  readonly sourceId: number;
  readonly before: BatchAnswer | undefined;
  /** The source has lines that were stored without a time of their own. */
  readonly alsoWithoutTime: boolean;
  readonly firstSequence: number;
  lines: number;
  readonly leftOut: number[];
  tooOld: number;
  newest: number | undefined;
  unparsable: number;
  unparsableGiven: number;
}

export function createLineStore(db: Database): LineStore {
  const parts: Parts = {
    sources: createSourceWriter(db),
    fieldLists: createFieldListWriter(db),
    sequences: createSequences(db),
    entries: createEntryWriter(db),
    unparsable: createUnparsableWriter(db),
    tails: createTailPositionStore(db),
    keys: createIdempotencyKeys(db),
    redactions: createRedactionCounter(db),
  };
  const beginTransaction = db.prepare("BEGIN IMMEDIATE");
  const commitTransaction = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  let underWay: UnderWay | undefined;

  function abandon(): void {
    underWay = undefined;
    // Some errors have rolled back already.
    if (db.inTransaction) rollback.run();
    parts.sources.forget();
    parts.fieldLists.forget();
  }

  function orAbandon<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      abandon();
      throw error;
    }
  }

  function current(): UnderWay {
    if (underWay === undefined) throw new Error("no batch was begun");
    return underWay;
  }

  return {
    begin(head) {
      beginTransaction.run();
      underWay = orAbandon(() => opened(parts, head));
    },
    add(piece) {
      const batch = current();
      if (batch.before === undefined) orAbandon(() => store(parts, batch, piece));
    },
    commit() {
      const batch = current();
      return orAbandon(() => {
        const stored = finish(parts, batch);
        commitTransaction.run();
        underWay = undefined;
        return stored;
      });
    },
    abandon,
    reserveSequence: parts.sequences.reserve,
  };
}

function opened({ sources, keys, entries, sequences }: Parts, head: BatchHead): UnderWay {
  const sourceId = sources.id(head.source);
  const key = head.idempotencyKey;
  return {
    head,
    sourceId,
    before: key === undefined ? undefined : keys.find(sourceId, key, head.observedTime),
    alsoWithoutTime: head.mode === "raise" && entries.hasLinesWithoutTime(sourceId),
    firstSequence: sequences.upcoming(),
    lines: 0,
    leftOut: [],
    tooOld: 0,
    newest: undefined,
    unparsable: 0,
    unparsableGiven: 0,
  };
}

function store(parts: Parts, batch: UnderWay, { lines, unparsable }: Piece): void {
  const { fieldLists, sequences, redactions } = parts;
  const mayHoldMarks = lines.text.includes(MARK_START);
  const stored: PackedLine[] = [];
  for (const line of unpackLines(lines)) {
    const place = batch.lines++;
    const sequence = sequences.upcoming();
    const fieldList = fieldLists.id(line.names);
    if (!storeLine(parts, batch, { sequence, sourceId: batch.sourceId, fieldList, line })) {
      batch.leftOut.push(place);
      continue;
    }
    sequences.take();
    if (batch.newest === undefined || line.time > batch.newest) batch.newest = line.time;
    if (mayHoldMarks) stored.push(line);
  }
  redactions.add(stored);
  storeUnparsable(parts, batch, unparsable);
}

/** False where it was not stored: the store has that many copies, or keeps nothing of its time. */
function storeLine({ entries }: Parts, batch: UnderWay, entry: NewEntry): boolean {
  const { ownTime, time, copy } = entry.line;
  if (batch.head.mode === "new") {
    entries.insertNew(entry);
    return true;
  }
  // It was deleted because of its age, or would be at once.
  if (ownTime && entries.isBehindHorizon(time)) {
    batch.tooOld += 1;
    return false;
  }
  return raise(entries, entry, copy, batch.alsoWithoutTime);
}

/**
 * A line that lay too far ahead when it was first read was stored without a time of its own. Read again later
 * it has one, and must find those copies too.
 */
function raise(entries: EntryWriter, entry: NewEntry, n: number, alsoWithoutTime: boolean): boolean {
  const { sourceId, line } = entry;
  const others = alsoWithoutTime ? entries.copiesWithoutTime(sourceId, line.raw) : 0;
  if (n <= others) return false;
  return entries.insertCopy(entry, line.ownTime ? n - others : n);
}

function storeUnparsable(parts: Parts, batch: UnderWay, lines: readonly CountedLine[]): void {
  const { head, sourceId } = batch;
  const stored: UnparsableLine[] = [];
  for (const line of lines) {
    batch.unparsableGiven += 1;
    if (head.mode === "new") parts.unparsable.insertNew(sourceId, head.observedTime, line);
    else if (!parts.unparsable.insertCopy(sourceId, head.observedTime, line, line.copy)) continue;
    stored.push(line);
  }
  batch.unparsable += stored.length;
  parts.redactions.add(stored);
}

/** What is written once for a batch. */
function finish({ sources, sequences, tails, keys }: Parts, batch: UnderWay): StoredBatch {
  const { head, sourceId, before, leftOut, firstSequence, tooOld, unparsable } = batch;
  if (before !== undefined) return { firstSequence, leftOut: [], tooOld: 0, unparsable: 0, before };
  const stored = batch.lines - leftOut.length;
  sequences.save();
  sources.count(sourceId, stored, unparsable, batch.newest);
  if (head.tail !== undefined) tails.save(head.tail);
  if (head.idempotencyKey !== undefined) {
    const alreadyStored = leftOut.length + batch.unparsableGiven - unparsable;
    keys.save(sourceId, head.idempotencyKey, head.observedTime, { stored, alreadyStored, unparsable });
  }
  return { firstSequence, leftOut, tooOld, unparsable };
}
