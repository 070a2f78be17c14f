import { isFormatName } from "../formats/format-registry.ts";
import { entryFromRecord } from "../formats/generic-json.ts";
import { createLineParser } from "../formats/line-parser.ts";
import type { Entry, Json } from "../model/entry.ts";
import { formatInstant } from "../model/instant.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import type { RuleTest, TestEntry, TestLine } from "../rules/rule-test-schema.ts";

/** 0s of every test. Any instant will do, since rules know no calendar; a whole hour, as baselines know minutes. */
export const testStart = Date.parse("2026-01-01T00:00:00Z");

/** Entries of one test. */
export const maxTestEntries = 1_000_000;

/** An entry of a test, and the line that it would be in a log. */
export interface TestedEntry {
  readonly entry: Entry;
  readonly raw: () => string;
}

export interface TestInput {
  /** In order of time; at the same instant those of `entries` come first, each as written. */
  readonly entries: readonly TestedEntry[];
  /** Why a part of it cannot be judged, each one sentence. */
  readonly problems: readonly string[];
}

/** What a test says comes in, as the engine takes it. Lines are redacted first, as they are where they are stored. */
export function testInput(test: RuleTest, redact: RedactText): TestInput {
  const items = [...(test.entries ?? []), ...(test.lines ?? [])];
  const count = items.reduce((sum, { times = 1 }) => sum + times, 0);
  if (count > maxTestEntries) {
    return { entries: [], problems: [`the test has ${count} entries, allowed are ${maxTestEntries}`] };
  }
  const entries = (test.entries ?? []).flatMap((one) => instantsOf(one).map((at) => asEntry(one, at)));
  const problems: string[] = [];
  (test.lines ?? []).forEach((line, place) => {
    for (const at of instantsOf(line)) {
      const read = asEntries(line, at, redact);
      entries.push(...read.entries);
      if (read.reason === undefined) continue;
      problems.push(`\`lines[${place}]\` cannot be read as ${line.format}: ${read.reason}`);
      // The others of the item say the same.
      break;
    }
  });
  return { entries: entries.sort((a, b) => a.entry.time - b.entry.time), problems };
}

function instantsOf({ at, every = 0, times = 1 }: TestEntry | TestLine): readonly number[] {
  return Array.from({ length: times }, (_, i) => testStart + at + i * every);
}

/** What is written stays as it is written; what follows from it, such as the kind, is as the JSON reader has it. */
function asEntry({ at: _at, every: _every, times: _times, ...fields }: TestEntry, time: number): TestedEntry {
  const { attributes, ...stated }: Readonly<Record<string, Json>> = fields;
  const read = entryFromRecord({ ...stated, time_ms: time }, time);
  // Fields that logs spell otherwise were taken for attributes, which they are not.
  const entry = Object.assign(read, stated, { time, attributes: withoutPrototype(attributes) });
  return { entry, raw: () => JSON.stringify({ time: formatInstant(time), ...fields }) };
}

/** So that a key such as constructor is only ever the entry's own. */
function withoutPrototype(attributes: Json | undefined): Entry["attributes"] {
  if (typeof attributes !== "object" || attributes === null) return undefined;
  return Object.assign(Object.create(null), attributes);
}

/** One item of lines. It came at its `at`, whatever time it says; Retry-After dates count from what it says. */
function asEntries(
  { line, format }: TestLine,
  time: number,
  redact: RedactText,
): { readonly entries: readonly TestedEntry[]; readonly reason: string | undefined } {
  const entries: TestedEntry[] = [];
  let reason: string | undefined;
  const parser = createLineParser({
    format: isFormatName(format) ? format : "auto",
    emit(parsed) {
      if ("entry" in parsed) entries.push({ entry: movedTo(time, parsed.entry), raw: () => parsed.raw });
      else reason ??= parsed.reason;
    },
  });
  for (const one of line.split("\n")) parser.push(redact(one), time);
  parser.flush();
  if (entries.length === 0) reason ??= "it holds no entry";
  return { entries, reason };
}

function movedTo(time: number, entry: Entry): Entry {
  const start = entry.start_time;
  return {
    ...entry,
    time,
    observed_time: time,
    start_time: start === undefined ? undefined : start + (time - entry.time),
  };
}
