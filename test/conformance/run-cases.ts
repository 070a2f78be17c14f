import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createLineParser, type Parsed } from "../../src/formats/line-parser.ts";
import { entryToJson } from "../../src/model/entry-json.ts";

type Expected = Readonly<Record<string, unknown>>;

export interface ConformanceReport {
  /** Name of the case's files. */
  readonly name: string;
  readonly lines: number;
  readonly unreadable: number;
  /** Every field that is not as expected, in words. */
  readonly wrong: readonly string[];
}

/** When the lines are read, in every test of the formats. */
export const OBSERVED = Date.UTC(2026, 10, 24);

/** One result for each line that is not blank. */
export function parseText(text: string, format: Parameters<typeof createLineParser>[0]["format"] = "auto") {
  const parsed: Parsed[] = [];
  const parser = createLineParser({ format, emit: (one) => parsed.push(one) });
  for (const line of text.split("\n")) parser.push(line, OBSERVED);
  parser.flush();
  return parsed;
}

/**
 * Runs every NAME.log of a folder against NAME.expected.ndjson: one object for each line, whose fields must be
 * equal; null means absent, and fields that are not named may be anything. `{"reason":…}` expects no entry.
 */
export function runCases(folder: string): readonly ConformanceReport[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".log"))
    .map((file) => runCase(folder, file.slice(0, -4)));
}

function runCase(folder: string, name: string): ConformanceReport {
  const parsed = parseText(readFileSync(join(folder, `${name}.log`), "utf8"));
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
  if (parsed.length !== expected.length) wrong.push(`${parsed.length} results for ${expected.length} lines`);
  for (const [at, one] of parsed.entries()) {
    for (const difference of differences(one, expected[at] ?? {})) wrong.push(`line ${one.n}: ${difference}`);
  }
  return { name, lines: parsed.length, unreadable: parsed.filter((one) => "reason" in one).length, wrong };
}

function differences(parsed: Parsed, expected: Expected): readonly string[] {
  const actual: Expected =
    "entry" in parsed ? JSON.parse(JSON.stringify(entryToJson(parsed.entry))) : { reason: parsed.reason };
  return Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(actual[field] ?? null, value))
    .map(([field, value]) => `${field} is ${JSON.stringify(actual[field])}, not ${JSON.stringify(value)}`);
}
