import { join } from "node:path";
import type { Database } from "better-sqlite3";
import type { LogPruner, StatePruner } from "../ports/log-pruner.ts";
import type { LogReader, LogWriter } from "../ports/log-store.ts";
import type { StateReader, StateWriter } from "../ports/state-store.ts";
import { createEntrySearch, type EntrySearch } from "./entry-search.ts";
import { createLineStore, type LineStore } from "./line-store.ts";
import { createLogPruner } from "./log-pruner.ts";
import { createLogReader } from "./log-reader.ts";
import { createLogWriter, createLogWriterOver } from "./log-writer.ts";
import { type Durability, openForReading, openForWriting } from "./open-database.ts";
import { type RedactionCount, readRedactionCounts } from "./redaction-counts.ts";
import { createStatePruner } from "./state-pruner.ts";
import { createStateReader } from "./state-reader.ts";
import { createStateWriter } from "./state-writer.ts";
import { readStoreSizes, type StoreSizes } from "./store-sizes.ts";
import { readUnparsableCounts, type UnparsableCount } from "./unparsable-lines.ts";

/** What any thread or command may do, beside the program that writes or without one. */
export interface ReadStores {
  readonly log: LogReader;
  /** Entries by an expression. */
  readonly search: EntrySearch;
  readonly state: StateReader;
  /** Lines that no format could read, by source, format and reason, most frequent first. */
  readonly unparsable: () => readonly UnparsableCount[];
  /** Values that were redacted in lines when they were stored, by kind, most frequent first. */
  readonly redactions: () => readonly RedactionCount[];
  readonly sizes: () => StoreSizes;
  readonly close: () => void;
}

/** What the one writer of a data directory has. Whoever opens it holds the directory's lock. */
export interface WriteStores extends ReadStores {
  readonly logWriter: LogWriter;
  /** The same where the lines are stored by another thread. */
  readonly logWriterOver: (lines: LineStore) => LogWriter;
  readonly stateWriter: StateWriter;
  readonly logPruner: LogPruner;
  readonly statePruner: StatePruner;
}

/** Opens for reading. Throws DataMissing, DataOlderThanProgram or DataNewerThanProgram. */
export function openStoresForReading(dataDir: string): ReadStores {
  return openAll((open) => {
    const entries = open(() => openForReading(entriesFile(dataDir), "entries"));
    const state = open(() => openForReading(stateFile(dataDir), "state"));
    return readersOf(dataDir, entries, state);
  });
}

/**
 * Opens for writing in an existing directory, creating and migrating the files. With durability `full` an
 * acknowledged entry survives a loss of power; state always does. Throws DataNewerThanProgram.
 */
export function openStores(dataDir: string, durability: Durability = "normal"): WriteStores {
  return openAll((open) => {
    const entries = open(() => openForWriting(entriesFile(dataDir), "entries", durability));
    const state = open(() => openForWriting(stateFile(dataDir), "state", "full"));
    // Reading has connections of its own: one that iterates refuses to write.
    const entriesToRead = open(() => openForReading(entriesFile(dataDir), "entries"));
    const stateToRead = open(() => openForReading(stateFile(dataDir), "state"));
    return {
      ...readersOf(dataDir, entriesToRead, stateToRead),
      logWriter: createLogWriter(entries),
      logWriterOver: (lines) => createLogWriterOver(lines, entriesToRead),
      stateWriter: createStateWriter(state),
      logPruner: createLogPruner(entries),
      statePruner: createStatePruner(state),
    };
  });
}

/** What the thread that stores lines has, beside the writer's own connections. */
export interface LineStores {
  readonly lines: LineStore;
  /** Copies the WAL back into the file; to be called when nobody waits. */
  readonly checkpoint: () => void;
  readonly close: () => void;
}

/** The directory was opened for writing before, which made and migrated it. */
export function openLineStores(dataDir: string, durability: Durability = "normal"): LineStores {
  const db = openForWriting(entriesFile(dataDir), "entries", durability);
  return {
    lines: createLineStore(db),
    checkpoint: () => void db.pragma("wal_checkpoint(PASSIVE)"),
    close: () => void db.close(),
  };
}

function readersOf(dataDir: string, entries: Database, state: Database): Omit<ReadStores, "close"> {
  return {
    log: createLogReader(entries),
    search: createEntrySearch(entries),
    state: createStateReader(state),
    unparsable: () => readUnparsableCounts(entries),
    redactions: () => readRedactionCounts(entries),
    sizes: () => readStoreSizes(dataDir, entriesFile(dataDir), stateFile(dataDir)),
  };
}

/** Gives the stores a `close` for all that was opened, and closes it at once where opening the rest fails. */
function openAll<S>(
  build: (open: (make: () => Database) => Database) => S,
): S & { readonly close: () => void } {
  const opened: Database[] = [];
  // The last one opened is closed first, so that a writer is the last to leave and cleans up the WAL.
  const close = (): void => {
    for (const db of opened.splice(0).reverse()) db.close();
  };
  try {
    const stores = build((make) => {
      const db = make();
      opened.push(db);
      return db;
    });
    return { ...stores, close };
  } catch (error) {
    close();
    throw error;
  }
}

function entriesFile(dataDir: string): string {
  return join(dataDir, "entries.db");
}

function stateFile(dataDir: string): string {
  return join(dataDir, "state.db");
}
