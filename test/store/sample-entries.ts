import { createEntry, type EntryDraft } from "../../src/model/entry.ts";
import type { Batch, ParsedLine } from "../../src/ports/log-store.ts";

export const NOON = Date.UTC(2026, 10, 24, 12);

/** A line that says its own time, `ms` after noon. */
export function lineAt(ms: number, more: Partial<EntryDraft> = {}, raw = `line at ${ms}`): ParsedLine {
  const entry = createEntry("sample", NOON + 60_000);
  entry.time = NOON + ms;
  entry.time_precision = "ms";
  entry.kind = "http_request";
  return { raw, entry: Object.assign(entry, more) };
}

/** A line without a time of its own, read at `ms` after noon. */
export function lineWithoutTime(ms: number, raw: string): ParsedLine {
  return { raw, entry: createEntry("sample", NOON + ms) };
}

export function batch(lines: readonly ParsedLine[], more: Partial<Batch> = {}): Batch {
  return { source: "edge", observedTime: NOON, lines, unparsable: [], mode: "new", ...more };
}
