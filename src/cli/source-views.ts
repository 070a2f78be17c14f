import type { Config } from "../config/config.ts";
import type { FormatName } from "../formats/format.ts";
import type { Entry } from "../model/entry.ts";
import { groupReader } from "../model/group.ts";
import type { LogReader } from "../ports/log-store.ts";
import type { SourceView } from "../study/coverage.ts";
import { viewOfEntries, viewOfFormat } from "../study/source-view.ts";
import { FIELD_SOURCES, fieldSource, loggedField } from "./field-sources.ts";
import { jsonKeys, type LogSample } from "./log-sample.ts";

/** The newest entries of a store that are looked at. */
export const maxLookedAt = 20_000;

/** What the lines of a file are, which have been parsed. */
export function viewOfSample(name: string, sample: LogSample): SourceView {
  const { entries, byFormat, keys } = sample;
  return viewOfEntries(name, {
    entries,
    formats: byFormat.map(({ format }) => format),
    hasKeyFor: keyFinder(entries, keys),
  });
}

export interface StoredSources {
  readonly views: readonly SourceView[];
  /** Sources of which neither entries nor a format are known. */
  readonly unknown: readonly string[];
}

/** The sources of the configuration and those of the store, by their newest entries where there are any. */
export function viewsOfSources(config: Config, stored: ReadonlyMap<string, SourceView>): StoredSources {
  const configured = new Set(config.sources.map(({ name }) => name));
  const views: SourceView[] = [];
  const unknown: string[] = [];
  for (const { name, format } of config.sources) {
    const view = stored.get(name) ?? (format === "auto" ? undefined : viewOfFormat(name, format));
    if (view === undefined) unknown.push(name);
    else views.push(view);
  }
  return { views: [...views, ...[...stored.values()].filter(({ name }) => !configured.has(name))], unknown };
}

/** By source, of the newest entries of the store. */
export function viewsOfStore(log: LogReader, maxSequence: number): ReadonlyMap<string, SourceView> {
  const bySource = new Map<string, { readonly entries: Entry[]; readonly lines: string[] }>();
  for (const { source, entry, raw } of log.arrivedAfter(maxSequence - maxLookedAt, Number.MAX_SAFE_INTEGER)) {
    const found = bySource.get(source) ?? { entries: [], lines: [] };
    found.entries.push(entry);
    found.lines.push(raw);
    bySource.set(source, found);
  }
  return new Map(
    [...bySource].map(([name, { entries, lines }]) => [
      name,
      viewOfEntries(name, {
        entries,
        formats: formatsOf(entries),
        hasKeyFor: keyFinder(entries, jsonKeys(lines)),
      }),
    ]),
  );
}

function formatsOf(entries: readonly Entry[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { format } of entries) {
    if (format !== undefined) counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([format]) => format);
}

export function viewOfNamedFormat(format: FormatName): SourceView {
  return viewOfFormat(format, format);
}

/**
 * Whether a log has a key for a field, though nothing stood there so far. Keys tell that only where they explain some
 * field that is there: of lines within Docker's JSON they are Docker's, and of nested ones the outer; then any field
 * may have a place.
 */
function keyFinder(entries: readonly Entry[], keys: ReadonlySet<string>): (field: string) => boolean {
  const explains = (field: string): boolean =>
    (fieldSource(field)?.keys ?? [field]).some((key) => keys.has(key));
  const isThere = (field: string): boolean => {
    const read = groupReader(field);
    return entries.some((entry) => read(entry) !== undefined);
  };
  const tells = Object.keys(FIELD_SOURCES).some((field) => explains(field) && isThere(field));
  return (field) => !tells || explains(loggedField(field.replace(/^attributes\./, "")));
}
