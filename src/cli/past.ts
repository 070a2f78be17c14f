import type { Config } from "../config/config.ts";
import type { FormatName } from "../formats/format.ts";
import type { Entry, FieldName } from "../model/entry.ts";
import { plural } from "../model/words.ts";
import type { Checked } from "../rules/checked-expression.ts";
import type { SearchFilter } from "../store/entry-search.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { redactorOf } from "./configured-redactor.ts";
import { type FileEntry, readFileEntries, tellUnparsable } from "./file-entries.ts";
import { readingStores } from "./stores.ts";

/** Entries of the past: of the store, or of log files. */
export interface Past {
  /** In words, such as `the store`. */
  readonly name: string;
  /** Times of the oldest and the newest entry. */
  readonly extent: { readonly from: number; readonly to: number };
  /** Entries from before the extent were deleted. */
  readonly pruned: boolean;
  /** What "ago" is counted from: now for the store, the newest entry for files. */
  readonly now: number;
  /** Entries with from < time <= to, in order of (time, arrival). */
  readonly entries: (range: PastRange) => Iterable<PastEntry>;
  /** The same to be judged, as quick as may be. */
  readonly judged: (range: JudgedRange) => Iterable<Entry>;
  /** How many there are with from < time <= to. */
  readonly count: (from: number, to: number) => number;
}

export interface PastRange {
  readonly from: number;
  readonly to: number;
  readonly where?: SearchFilter;
}

export interface JudgedRange extends Omit<PastRange, "where"> {
  /** Those for which this is false may be left out. */
  readonly needed?: Checked;
  /** Fields that are looked at. */
  readonly fields: ReadonlySet<FieldName>;
}

export interface PastEntry {
  readonly entry: Entry;
  readonly raw: string;
}

export interface PastOptions {
  readonly format: FormatName | "auto";
}

/** Without files the store, read beside a running daemon or without one. */
export async function withPast<T>(
  paths: readonly string[],
  { format }: PastOptions,
  config: Config,
  use: (past: Past) => Promise<T> | T,
): Promise<T> {
  if (paths.length === 0) return readingStores(config, (stores) => use(storePast(stores)));
  const { entries, unparsable } = await readFileEntries(paths, format, redactorOf(config).redactText);
  tellUnparsable(unparsable);
  return use(filePast(paths, entries));
}

function storePast({ log, search }: ReadStores): Past {
  const extent = log.extent();
  if (extent === undefined) throw nothingThere("the store");
  const maxSequence = search.maxSequence();
  return {
    name: "the store",
    extent,
    pruned: log.counts().some(({ pruned }) => pruned > 0),
    now: Date.now(),
    entries: (range) => search.find({ ...range, maxSequence }),
    judged: (range) => search.findLean({ ...range, maxSequence }),
    count: (from, to) => search.count({ from, to, maxSequence }),
  };
}

function filePast(paths: readonly string[], unordered: readonly FileEntry[]): Past {
  const entries = [...unordered].sort((a, b) => a.entry.time - b.entry.time);
  const name = paths.length === 1 ? (paths[0] ?? "") : plural(paths.length, "file");
  const first = entries[0]?.entry.time;
  const last = entries.at(-1)?.entry.time;
  if (first === undefined || last === undefined) throw nothingThere(name);
  return {
    name,
    extent: { from: first, to: last },
    pruned: false,
    now: last,
    entries: ({ from, to, where }) =>
      entries.filter(
        ({ entry }) =>
          entry.time > from && entry.time <= to && (where === undefined || where.test(entry) === true),
      ),
    judged: ({ from, to }) => entriesOf(entries.filter(({ entry }) => entry.time > from && entry.time <= to)),
    count: (from, to) => entries.filter(({ entry }) => entry.time > from && entry.time <= to).length,
  };
}

function* entriesOf(found: Iterable<PastEntry>): IterableIterator<Entry> {
  for (const { entry } of found) yield entry;
}

function nothingThere(name: string): CliError {
  return new CliError(`there is no entry in ${name}`, exitCodes.problems);
}
