import { describe, expect, it } from "vitest";
import { timeInheritance } from "../../src/formats/inherit-time.ts";
import { createClockSpan } from "../../src/formats/kitchen-time.ts";
import { createLineParser } from "../../src/formats/line-parser.ts";
import { formatInstant } from "../../src/model/instant.ts";

const NOW = Date.UTC(2027, 2, 1);

/** Times of the lines of a file that was written last at `written`, read months later. */
function timesOf(lines: readonly string[], written?: string): readonly string[] {
  const clock = createClockSpan();
  for (const line of lines) clock.push(line);
  const time = written === undefined ? undefined : Date.parse(written) - (clock.span() ?? 0);
  const times: string[] = [];
  const inherit = timeInheritance(time);
  const parser = createLineParser({
    format: "auto",
    file: { path: "athens.log", ...(time === undefined ? {} : { time }) },
    emit: (parsed) =>
      times.push("entry" in parsed ? formatInstant(inherit(parsed.entry).time) : parsed.reason),
  });
  for (const line of lines) parser.push(line, NOW);
  parser.flush();
  return times;
}

const plain = (clock: string): string => `INFO[${clock}]: incoming request\thttp-status=200 http-path=/x `;

describe("a file whose lines have no date", () => {
  it("is dated from its end: it was written last a moment after its last line", () => {
    const lines = ["11:58PM", "12:03AM", "11:59AM", "12:01PM", "1:00AM", "12:58AM", "1:30AM"].map(plain);
    expect(timesOf(lines, "2026-11-24T01:30:20Z")).toEqual([
      "2026-11-22T23:58:00.000Z",
      "2026-11-23T00:03:00.000Z",
      "2026-11-23T11:59:00.000Z",
      "2026-11-23T12:01:00.000Z",
      "2026-11-24T01:00:00.000Z",
      "2026-11-24T00:58:00.000Z",
      "2026-11-24T01:30:00.000Z",
    ]);
  });

  it("takes the day from a dated line before", () => {
    const dated = '{"time":"2026-11-22T23:30:00Z","status":200}';
    expect(timesOf([dated, plain("11:58PM"), plain("12:03AM"), plain("11:00PM")])).toEqual([
      "2026-11-22T23:30:00.000Z",
      "2026-11-22T23:58:00.000Z",
      "2026-11-23T00:03:00.000Z",
      "2026-11-23T23:00:00.000Z",
    ]);
  });

  it("keeps the seconds of a clock that has them", () => {
    const flow = " 0 4 10.0.0.1:40000 R> 10.0.0.2:443 ESTABLISHED";
    expect(
      timesOf(['{"time":"2026-11-22T23:30:00Z","status":200}', `23:59:58${flow}`, `00:00:03${flow}`]),
    ).toEqual(["2026-11-22T23:30:00.000Z", "2026-11-22T23:59:58.000Z", "2026-11-23T00:00:03.000Z"]);
  });

  it("without any time has that of the file, until a line is dated", () => {
    const bare = '{"status":200}';
    expect(
      timesOf([bare, '{"time":"2026-11-22T23:30:00Z","status":200}', bare], "2026-11-24T01:30:00Z"),
    ).toEqual(["2026-11-24T01:30:00.000Z", "2026-11-22T23:30:00.000Z", "2026-11-22T23:30:00.000Z"]);
  });

  it("without a year has the last one before the file was written, across New Year too", () => {
    const line = (stamp: string): string => `<134>${stamp} edge-1 athens: {"status":200}`;
    const lines = [line("Dec 31 23:59:59"), line("Jan  1 00:00:01"), line("Feb 29 10:00:00")];
    expect(timesOf(lines, "2026-01-02T00:00:00Z")).toEqual([
      "2025-12-31T23:59:59.000Z",
      "2026-01-01T00:00:01.000Z",
      "2024-02-29T10:00:00.000Z",
    ]);
  });
});
