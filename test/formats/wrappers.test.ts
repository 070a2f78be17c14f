import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineParser, maxLineBytes, type Parsed } from "../../src/formats/line-parser.ts";
import { openLines } from "../../src/formats/open-lines.ts";
import type { Entry } from "../../src/model/entry.ts";
import { OBSERVED, parseText } from "../conformance/run-cases.ts";

const cases = join(import.meta.dirname, "../conformance/cases");
/** Lines with a time and a zone of their own, which no wrapper may change. */
const sample = ["nginx_json", "nginx_combined", "nginx_timed"]
  .flatMap((name) => readFileSync(join(cases, `${name}.log`), "utf8").split("\n"))
  .filter((line) => line !== "" && isDated(line));

function isDated(line: string): boolean {
  const [parsed] = parseText(line);
  return parsed !== undefined && "entry" in parsed && parsed.entry.time_precision !== "none";
}

type Wrap = (line: string) => string;
const STAMP = "2026-11-23T10:00:00.123456789Z";
const WRAPS: Readonly<Record<string, Wrap>> = {
  cri: (line) => `${STAMP} stderr F ${line}`,
  docker: (log) => JSON.stringify({ log: `${log}\n`, stream: "stdout", time: STAMP }),
  journald: (MESSAGE) => JSON.stringify({ __REALTIME_TIMESTAMP: "1795427200123456", MESSAGE }),
  journaldBytes: (line) =>
    JSON.stringify({ __REALTIME_TIMESTAMP: "1795427200123456", MESSAGE: [...Buffer.from(line)] }),
  rfc3164: (line) => `<134>Nov 23 10:00:00 edge-1 nginx[7]: ${line}`,
  rfc5424: (line) => `<134>1 ${STAMP} edge-1 nginx 7 - [x@1 k="v"] ${line}`,
  rsyslogFile: (line) => `2026-11-23T10:00:00.123456+00:00 edge-1 nginx[7]: ${line}`,
  timestamps: (line) => `${STAMP} ${line}`,
  kubectl: (line) => `[pod/athens-7d-x/athens] ${line}`,
  buildKit: (line) => `#11 0.168 ${line}`,
  coloured: (line) => `\u001b[32m${line}\u001b[0m`,
};
/** Only around what a format reads, and so innermost here. */
const LIKELY: Readonly<Record<string, Wrap>> = {
  compose: (line) => `athens-1  | ${line}`,
  stern: (line) => `athens-7d-x athens ${line}`,
  sternNamespaced: (line) => `goproxy athens-7d-x athens ${line}`,
  kubetail: (line) => `[athens-7d-x athens] ${line}`,
};

function entryOf(line: string): Entry {
  const [parsed] = parseText(line);
  if (parsed === undefined || !("entry" in parsed)) throw new Error(`${JSON.stringify(parsed)}: ${line}`);
  return parsed.entry;
}

/** Everything that the line itself says. */
function own(entry: Entry): Partial<Entry> {
  const { level, host, pod, k8s_namespace, attributes, flags, ...rest } = entry;
  return rest;
}

describe("a wrapped line", () => {
  it("is read as the line within, in whatever order it was wrapped", () => {
    const wraps = fc.array(fc.constantFrom(...Object.keys(WRAPS)), { maxLength: 4 });
    const inner = fc.option(fc.constantFrom(...Object.keys(LIKELY)), { nil: undefined });
    fc.assert(
      fc.property(fc.constantFrom(...sample), wraps, inner, (line, names, likely) => {
        const innermost = (likely === undefined ? undefined : LIKELY[likely])?.(line) ?? line;
        const wrapped = names.reduce((within, name) => WRAPS[name]?.(within) ?? within, innermost);
        const bare = entryOf(line);
        const found = entryOf(wrapped);
        expect(own(found)).toEqual(own(bare));
        expect(found.attributes).toMatchObject({ ...bare.attributes });
      }),
      { numRuns: 300 },
    );
  });

  it("is whole again, wherever its wrapper cut it, and whatever another stream wrote between", () => {
    const other = '2026-11-23T10:00:00Z stderr F {"status":418}';
    const cuts = fc.array(fc.nat(400), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...sample), cuts, fc.boolean(), (line, places, isDocker) => {
        const pieces = cutAt(line, places);
        const lines = pieces.flatMap((piece, at) => {
          const isLast = at === pieces.length - 1;
          if (isDocker) {
            return [JSON.stringify({ log: isLast ? `${piece}\n` : piece, stream: "stdout", time: STAMP })];
          }
          return [`${STAMP} stdout ${isLast ? "F" : "P"} ${piece}`, other];
        });
        const parsed = parseText(lines.join("\n"));
        const own418 = parsed.filter((one) => "entry" in one && one.entry.status === 418);
        const rest = parsed.filter((one) => !own418.includes(one));
        expect(own418).toHaveLength(isDocker ? 0 : pieces.length);
        expect(rest).toMatchObject([{ n: 1, entry: own(entryOf(line)) }]);
      }),
      { numRuns: 150 },
    );
  });

  it("never waits for more than a line may have, nor for more streams than are remembered", () => {
    const piece = "x".repeat(100_000);
    const endless = Array.from({ length: 12 }, () => `${STAMP} stdout P ${piece}`);
    const [first, ...rest] = parseText(endless.join("\n"));
    expect(first).toMatchObject({ n: 1, reason: "longer than 1 MiB" });
    expect(first?.raw.length).toBeGreaterThan(maxLineBytes);
    expect(rest).toMatchObject([{ n: 12, reason: "a piece of a line whose end never came" }]);
    const streams = Array.from({ length: 100 }, (_, at) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: "1795427200123456",
        MESSAGE: "{",
        CONTAINER_NAME: `c${at}`,
        CONTAINER_PARTIAL_MESSAGE: "true",
      }),
    );
    expect(parseText(streams.join("\n")).map(({ n }) => n)).toEqual(streams.map((_, at) => at + 1));
  });

  it("shows no secret that stood across two pieces", () => {
    const parsed: Parsed[] = [];
    const redact = (text: string): string => text.replaceAll("hunter2", "[redacted]");
    const parser = createLineParser({ format: "auto", emit: (one) => parsed.push(one), redact });
    for (const line of [`${STAMP} stdout P {"msg":"hun`, `${STAMP} stdout F ter2","status":500}`]) {
      parser.push(redact(line), OBSERVED);
    }
    expect(parsed).toMatchObject([
      { raw: '{"msg":"[redacted]","status":500}', entry: { message: "[redacted]" } },
    ]);
  });

  it.each([
    ["wrappers", `${`${STAMP} stdout F `.repeat(40_000)}x`],
    ["stamps", `${STAMP} `.repeat(30_000)],
    ["structured data", `<134>1 - - - - - ${'[a b="c"]'.repeat(100_000)} x`],
    ["an open quote", `<134>1 - - - - - [a b="${"\\".repeat(900_000)}`],
    ["priorities", "<134>".repeat(200_000)],
    ["names", "a-b ".repeat(250_000)],
    ["dashes", "-".repeat(1_000_000)],
    ["pipes", "a | ".repeat(250_000)],
    ["bytes", JSON.stringify({ __REALTIME_TIMESTAMP: "1", MESSAGE: Array(300_000).fill(65) })],
    ["tabs", "x\t".repeat(500_000)],
  ])("survives many %s in linear time", (_, line) => {
    const before = performance.now();
    expect(parseText(line)).toHaveLength(1);
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it("gives one result, whatever is done to it", () => {
    const names = Object.keys({ ...WRAPS, ...LIKELY });
    const mutation = fc.record({
      line: fc.constantFrom(...sample),
      wraps: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
      at: fc.nat(200),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom('"', "\\", "]", "[", " ", ":", "\0", "P"),
      ),
    });
    fc.assert(
      fc.property(mutation, ({ line, wraps, at, remove, insert }) => {
        const all = { ...WRAPS, ...LIKELY };
        const text = wraps.reduce((within, name) => all[name]?.(within) ?? within, line);
        const changed = text.slice(0, at) + insert.replaceAll("\n", " ") + text.slice(at + remove);
        const results = parseText(changed);
        expect(results).toHaveLength(1);
        for (const result of results) {
          if ("entry" in result) expect(Number.isSafeInteger(result.entry.time)).toBe(true);
          else expect(result.reason).not.toBe("");
        }
      }),
      { numRuns: 400 },
    );
  });
});

function cutAt(line: string, places: readonly number[]): readonly string[] {
  const ends = [...new Set(places.map((place) => place % line.length))]
    .filter((at) => at > 0)
    .sort((a, b) => a - b);
  return [...ends, line.length].map((end, at) => line.slice(ends[at - 1] ?? 0, end));
}

describe("openLines", () => {
  const P = (text: string, stream = "stdout"): string => `${STAMP} ${stream} P ${text}`;
  const F = (text: string, stream = "stdout"): string => `${STAMP} ${stream} F ${text}`;

  it.each<readonly [string, readonly string[], number]>([
    ["nothing", [], 0],
    ["plain lines", ["a", "b"], 0],
    ["whole lines", [F("a"), F("b")], 0],
    ["a piece at the end", [F("a"), P("b")], 1],
    ["several", [F("a"), P("b"), P("c")], 2],
    ["what another stream wrote meanwhile", [F("a"), P("b"), F("x", "stderr")], 2],
    ["pieces of two streams", [P("x", "stderr"), P("b"), F("c"), P("d")], 4],
    ["a line that ended", [P("b"), F("c")], 0],
  ])("of %s", (_, lines, expected) => {
    expect(openLines(lines, "auto")).toBe(expected);
  });
});
