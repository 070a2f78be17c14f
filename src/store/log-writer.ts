import type { Database } from "better-sqlite3";
import type {
  Appended,
  Batch,
  CopyCounter,
  LogWriter,
  StoredEntry,
  UnparsableLine,
} from "../ports/log-store.ts";
import { createCopyCounter } from "./copy-counter.ts";
import { createEntryWriter, type EntryWriter, type NewEntry } from "./entry-writer.ts";
import { createFieldListWriter, type FieldListWriter } from "./field-lists.ts";
import { type BatchAnswer, createIdempotencyKeys, type IdempotencyKeys } from "./idempotency-keys.ts";
import { hasOwnTime } from "./line-identity.ts";
import { createRedactionCounter, type RedactionCounter } from "./redaction-counts.ts";
import { createSequences, type Sequences } from "./sequences.ts";
import { createSourceWriter, type SourceWriter } from "./sources.ts";
import { createTailPositionStore, type TailPositionStore } from "./tail-positions.ts";
import { createUnparsableWriter, type UnparsableWriter } from "./unparsable-lines.ts";

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

interface MaxRow {
  readonly sequence: number | null;
}

/** The LogWriter over a writing connection to entries.db. An error of SQLite leaves the store as it was. */
export function createLogWriter(db: Database): LogWriter {
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
  const maxSequence = db.prepare<[], MaxRow>("SELECT max(sequence) AS sequence FROM entries");
  const transaction = db.transaction((batch: Batch, copies: CopyCounter | undefined) =>
    store(parts, batch, copies),
  );
  return {
    append(batch, copies) {
      const counted: string[] = [];
      const counter = copies && {
        ...copies,
        next(raw: string) {
          counted.push(raw);
          return copies.next(raw);
        },
      };
      try {
        return transaction.immediate(batch, counter);
      } catch (error) {
        // The same part of the file may come again.
        if (copies !== undefined) counted.forEach(copies.takeBack);
        parts.sources.forget();
        parts.fieldLists.forget();
        throw error;
      }
    },
    tailPositions: parts.tails.of,
    maxSequence: () => maxSequence.get()?.sequence ?? 0,
    reserveSequence: parts.sequences.reserve,
  };
}

function store(parts: Parts, batch: Batch, counter: CopyCounter | undefined): Appended {
  const { sources, sequences, tails, keys, redactions } = parts;
  const sourceId = sources.id(batch.source);
  const key = batch.idempotencyKey;
  const before = key === undefined ? undefined : keys.find(sourceId, key, batch.observedTime);
  if (before !== undefined) return repeated(before);
  const copies = batch.mode === "raise" ? (counter ?? createCopyCounter()) : undefined;
  const { stored, tooOld } = storeLines(parts, batch, sourceId, copies);
  const kept = storeUnparsable(parts, batch, sourceId, copies);
  const unparsable = kept.length;
  redactions.add(stored);
  redactions.add(kept);
  const alreadyStored = batch.lines.length + batch.unparsable.length - stored.length - unparsable;
  sequences.save();
  sources.count(sourceId, stored.length, unparsable, newestTime(stored));
  if (batch.tail !== undefined) tails.save(batch.tail);
  if (key !== undefined) {
    keys.save(sourceId, key, batch.observedTime, { stored: stored.length, alreadyStored, unparsable });
  }
  return { stored, alreadyStored, unparsable, ...(tooOld === 0 ? {} : { tooOld }) };
}

function storeLines(
  { entries, fieldLists, sequences }: Parts,
  batch: Batch,
  sourceId: number,
  copies: CopyCounter | undefined,
): { readonly stored: readonly StoredEntry[]; readonly tooOld: number } {
  const { source } = batch;
  const alsoWithoutTime = copies !== undefined && entries.hasLinesWithoutTime(sourceId);
  const stored: StoredEntry[] = [];
  let tooOld = 0;
  for (const { raw, entry } of batch.lines) {
    // It was deleted because of its age, or would be at once.
    if (copies !== undefined && hasOwnTime(entry) && entries.isBehindHorizon(entry.time)) {
      copies.next(raw);
      tooOld += 1;
      continue;
    }
    const sequence = sequences.upcoming();
    const line: NewEntry = { sequence, sourceId, raw, entry, packed: fieldLists.pack(entry) };
    if (copies === undefined) entries.insertNew(line);
    else if (!raise(entries, line, copies.next(raw), alsoWithoutTime)) continue;
    sequences.take();
    stored.push({ sequence, source, entry, raw });
  }
  return { stored, tooOld };
}

/**
 * A line that lay too far ahead when it was first read was stored without a time of its own. Read again later
 * it has one, and must find those copies too.
 */
function raise(entries: EntryWriter, line: NewEntry, n: number, alsoWithoutTime: boolean): boolean {
  const { sourceId, raw, entry } = line;
  const others = alsoWithoutTime ? entries.copiesWithoutTime(sourceId, raw) : 0;
  if (n <= others) return false;
  return entries.insertCopy(line, hasOwnTime(entry) ? n - others : n);
}

/** Those that were stored. */
function storeUnparsable(
  { unparsable }: Parts,
  batch: Batch,
  sourceId: number,
  copies: CopyCounter | undefined,
): readonly UnparsableLine[] {
  const stored: UnparsableLine[] = [];
  for (const line of batch.unparsable) {
    if (copies === undefined) unparsable.insertNew(sourceId, batch.observedTime, line);
    else if (!unparsable.insertCopy(sourceId, batch.observedTime, line, copies.next(line.raw))) continue;
    stored.push(line);
  }
  return stored;
}

function repeated({ stored, alreadyStored, unparsable }: BatchAnswer): Appended {
  return { stored: [], alreadyStored, unparsable, repeatOf: { stored } };
}

function newestTime(stored: readonly StoredEntry[]): number | undefined {
  let newest: number | undefined;
  for (const { entry } of stored) {
    if (newest === undefined || entry.time > newest) newest = entry.time;
  }
  return newest;
}
