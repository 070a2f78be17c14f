import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FormatName } from "../../src/formats/format.ts";
import { FORMATS, isFormatName } from "../../src/formats/format-registry.ts";
import { createLineParser, maxLineBytes, type Parsed } from "../../src/formats/line-parser.ts";
import { FIELDS } from "../../src/model/entry.ts";
import { entryToJson } from "../../src/model/entry-json.ts";
import { OBSERVED } from "../conformance/run-cases.ts";

const NAMES: readonly (FormatName | "auto")[] = ["auto", ...Object.keys(FORMATS).filter(isFormatName)];

/** Lines of every format that there is a case of, and of the recorded logs where they are. */
function sampleLines(): readonly string[] {
  const corpus = process.env["TOCSIN_CORPUS"];
  const folders = [
    join(import.meta.dirname, "../conformance/cases"),
    ...(corpus === undefined ? [] : [corpus]),
  ];
  const lines = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".log"))
      .flatMap((file) => {
        const all = readFileSync(join(folder, file), "utf8").split("\n");
        // Some of each file: they are alike.
        return all.filter(
          (line, at) => line !== "" && (all.length < 60 || at % Math.ceil(all.length / 60) === 0),
        );
      }),
  );
  // What is taken out below must not leave a blank, which gives nothing.
  return lines.filter((line) => line.length < 5000 && line.trim().length > 40);
}

const sample = sampleLines();

/** Every way of wrapping that can be put around any text. */
const WRAPS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => `2026-11-22T08:11:06.123456789Z stdout F ${line}`,
  (line) => `2026-11-22T08:11:06.123456789Z stdout P ${line}`,
  (log) => JSON.stringify({ log: `${log}\n`, stream: "stdout", time: "2026-11-22T08:11:06Z" }),
  (line) => `<134>Nov 22 08:11:06 edge-1 nginx[7]: ${line}`,
  (line) => `<134>1 2026-11-22T08:11:06Z h a 7 - [x@1 k="v"] ${line}`,
  (MESSAGE) => JSON.stringify({ __REALTIME_TIMESTAMP: "1795335066123456", MESSAGE }),
  (line) => `athens-7d-x athens ${line}`,
  (body) => JSON.stringify({ body, resource: { "k8s.pod.name": "p" } }),
  (line) => JSON.stringify({ stream: { app: "a" }, values: [["1795335066123456789", line]] }),
];

function parseAll(lines: readonly string[], format: FormatName | "auto"): readonly Parsed[] {
  const parsed: Parsed[] = [];
  const parser = createLineParser({ format, emit: (one) => parsed.push(one) });
  for (const line of lines) parser.push(line, OBSERVED);
  parser.flush();
  return parsed;
}

/** What holds of every result: an entry that can be printed and stored, or a reason that can be counted by. */
function checkResult(one: Parsed): void {
  if (!("entry" in one)) {
    expect(one.reason).toMatch(/\S/);
    expect(one.reason.length).toBeLessThan(100);
    return;
  }
  const { entry } = one;
  expect(Number.isSafeInteger(entry.time)).toBe(true);
  expect(entry.observed_time).toBeGreaterThan(0);
  for (const [name, value] of Object.entries(entry)) {
    expect(name in FIELDS).toBe(true);
    expect(value === "" || Number.isNaN(value) || value === Number.POSITIVE_INFINITY).toBe(false);
  }
  JSON.stringify(entryToJson(entry));
}

const broken = fc.record({
  line: fc.constantFrom(...sample),
  wrap: fc.constantFrom(...WRAPS),
  at: fc.nat(800),
  remove: fc.nat(20),
  insert: fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom(
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      "-",
      ":",
      "\0",
      "\t",
      "|",
      "\u001b[1m",
      "\uFEFF",
      "\uD800",
      "NaN",
      "1e999",
    ),
  ),
});

function brokenLine({
  line,
  wrap,
  at,
  remove,
  insert,
}: {
  readonly line: string;
  readonly wrap: (line: string) => string;
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}): string {
  const wrapped = wrap(line);
  return (wrapped.slice(0, at) + insert + wrapped.slice(at + remove)).replaceAll("\n", " ");
}

describe("whatever comes in", () => {
  it("is read by itself or by any format's name, or has a reason, and no line is lost", () => {
    fc.assert(
      fc.property(
        fc.array(broken, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...NAMES),
        (made, format) => {
          const lines = made.map(brokenLine);
          const results = parseAll(lines, format);
          results.forEach(checkResult);
          // A result may join several lines; each line is in the raw text of one.
          const raws = results.map(({ raw }) => raw).join("\n");
          for (const line of lines) expect(raws).toContain(line);
        },
      ),
      { numRuns: 600 },
    );
  });

  it.each(NAMES)("is read in linear time as %s", (format) => {
    const long: readonly string[] = [
      `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
      `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
      `{"msg":"${"\\".repeat(5000)}"}`,
      `${'\\"'.repeat(200_000)}`,
      " ".repeat(500_000).concat("x"),
      "a=b ".repeat(200_000),
      'a="'.repeat(200_000),
      "1.1.1.1, ".repeat(100_000),
      "2026-11-22T08:11:06Z ".repeat(40_000),
      "|".repeat(800_000),
      "- ".repeat(400_000),
      `[${"x".repeat(900_000)}`,
      `"${"x ".repeat(400_000)}`,
      "(".repeat(800_000),
      "0".repeat(1_000_000),
      "%FF".repeat(300_000),
      "x".repeat(maxLineBytes + 100),
    ];
    const before = performance.now();
    const results = parseAll(long, format);
    expect(performance.now() - before).toBeLessThan(30_000);
    results.forEach(checkResult);
    const raws = new Set(results.flatMap(({ raw }) => raw.split("\n")));
    for (const line of long) expect(raws.has(line)).toBe(true);
  });

  it.each(NAMES)("is read in linear time as %s where a good line goes on for ever", (format) => {
    const before = performance.now();
    const grown = sample
      .filter((_, at) => at % Math.ceil(sample.length / 40) === 0)
      .flatMap((line) => {
        const middle = Math.floor(line.length / 2);
        const piece = line.slice(Math.max(0, middle - 3), middle + 3);
        return [line.slice(0, middle) + piece.repeat(20_000) + line.slice(middle)];
      });
    parseAll(grown, format).forEach(checkResult);
    expect(performance.now() - before).toBeLessThan(30_000);
  });
});
