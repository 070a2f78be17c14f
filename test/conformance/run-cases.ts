import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { withDefaults } from "../../src/daemon/line-reading.ts";
import { timeInheritance } from "../../src/formats/inherit-time.ts";
import { createLineParser, type Parsed } from "../../src/formats/line-parser.ts";
import { createTimeZone } from "../../src/formats/time-zone.ts";
import type { Entry } from "../../src/model/entry.ts";
import { entryToJson } from "../../src/model/entry-json.ts";
import { type CaseOptions, readOptions } from "./case-options.ts";

export type Expected = Readonly<Record<string, unknown>>;

/** What became of the lines that were read as one format. */
export interface FormatReport {
  readonly format: string;
  readonly lines: number;
  /** Fields that were compared. */
  readonly fields: number;
  readonly wrong: number;
}

export interface ConformanceReport {
  /** Path of the case's files below the folder, without their endings. */
  readonly name: string;
  readonly lines: number;
  /** Lines that should have given an entry. */
  readonly unreadable: number;
  /** Every field that is not as expected, in words. */
  readonly wrong: readonly string[];
  readonly formats: readonly FormatReport[];
}

/** When the lines are read, in every test of the formats that does not say otherwise. */
export const OBSERVED = Date.UTC(2026, 10, 24);

/** One result for each line that is not blank. */
export function parseText(text: string, format: CaseOptions["format"] = "auto"): readonly Parsed[] {
  return parseCase(text, { format });
}

function parseCase(text: string, options: CaseOptions): readonly Parsed[] {
  const { format = "auto", observed_time, file = "", file_time, ...source } = options;
  const time = file_time === undefined ? undefined : Date.parse(file_time);
  const ofSource = asSource(source, time);
  const parsed: Parsed[] = [];
  const emit = (one: Parsed): void => {
    parsed.push("entry" in one ? { ...one, entry: ofSource(one.entry) } : one);
  };
  const observed = observed_time === undefined ? OBSERVED : Date.parse(observed_time);
  const origin = { path: file, ...(time === undefined ? {} : { time }) };
  const parser = createLineParser({ format, emit, file: origin });
  for (const line of text.split("\n")) parser.push(line, observed);
  parser.flush();
  return parsed;
}

/** What the daemon does to an entry after it is parsed, but for the clock. */
function asSource(
  { time_zone, inherit_time, ...named }: CaseOptions,
  fileTime: number | undefined,
): (entry: Entry) => Entry {
  const inZone = time_zone === undefined ? undefined : createTimeZone(time_zone);
  const inherit = inherit_time === true ? timeInheritance(fileTime) : undefined;
  return (entry) => {
    const zoned = inZone?.(entry) ?? entry;
    return withDefaults(inherit?.(zoned) ?? zoned, named);
  };
}

/**
 * Runs every NAME.log of a folder, and of the folders in it, against NAME.expected.ndjson: one object for each line
 * that is not blank, whose fields must be equal; null means absent, and fields that are not named may be anything.
 * `{"reason":…}` expects no entry; without a text (`null`) for any reason. NAME.options.json says how to read.
 */
export function runCases(folder: string): readonly ConformanceReport[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".log"))
    .sort()
    .map((file) => runCase(folder, file.slice(0, -".log".length)));
}

function runCase(folder: string, name: string): ConformanceReport {
  const options = readOptions(join(folder, `${name}.options.json`));
  const parsed = parseCase(readFileSync(join(folder, `${name}.log`), "utf8"), options);
  const expected: readonly Expected[] = readFileSync(join(folder, `${name}.expected.ndjson`), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  return compare(name, parsed, expected);
}

export function compare(
  name: string,
  parsed: readonly Parsed[],
  expected: readonly Expected[],
): ConformanceReport {
  const wrong: string[] = [];
  const formats = new Map<string, FormatReport>();
  let unreadable = 0;
  if (parsed.length !== expected.length) wrong.push(`${parsed.length} results for ${expected.length} lines`);
  for (const [at, one] of parsed.entries()) {
    const wanted = expected[at] ?? {};
    const found = differences(one, wanted);
    for (const difference of found) wrong.push(`line ${one.n}: ${difference}`);
    if ("reason" in one && !("reason" in wanted)) unreadable += 1;
    const format = formatOf(one, wanted);
    const before = formats.get(format) ?? { format, lines: 0, fields: 0, wrong: 0 };
    formats.set(format, {
      format,
      lines: before.lines + 1,
      fields: before.fields + Object.keys(wanted).length,
      wrong: before.wrong + found.length,
    });
  }
  return { name, lines: parsed.length, unreadable, wrong, formats: [...formats.values()] };
}

/** What it should have been read as counts for more than what it was. */
function formatOf(parsed: Parsed, { format }: Expected): string {
  if (typeof format === "string") return format;
  return "entry" in parsed ? (parsed.entry.format ?? "") : parsed.format;
}

function differences(parsed: Parsed, expected: Expected): readonly string[] {
  const actual: Expected =
    "entry" in parsed ? JSON.parse(JSON.stringify(entryToJson(parsed.entry))) : { reason: parsed.reason };
  // Some cases only say that a line cannot be read.
  if ("reason" in parsed && expected["reason"] === null) return [];
  if ("entry" in parsed && expected["reason"] === null) return ["it is read, and should not be"];
  return Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(actual[field] ?? null, value))
    .map(([field, value]) => `${field} is ${JSON.stringify(actual[field])}, not ${JSON.stringify(value)}`);
}
