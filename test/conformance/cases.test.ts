import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportTable } from "./report-table.ts";
import { compare, parseText, runCases } from "./run-cases.ts";

const folder = join(import.meta.dirname, "cases");
const reports = runCases(folder);

describe("conformance", () => {
  it("has a log for everything that is expected", () => {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".expected.ndjson"))
      .map((file) => file.slice(0, -".expected.ndjson".length));
    expect(reports.map(({ name }) => name)).toEqual(names.sort());
    expect(reports.length).toBeGreaterThanOrEqual(5);
  });

  it.each(reports)("$name: no field is wrong, every line is read", ({ lines, wrong, unreadable }) => {
    expect(wrong).toEqual([]);
    expect(unreadable).toBe(0);
    expect(lines).toBeGreaterThan(0);
  });

  it("names what is wrong, and counts it by format", () => {
    const report = compare("x", parseText('{"status":200}\nnonsense\nmore'), [
      { status: 404, path: null },
      { format: "envoy", status: 1 },
      { reason: null },
    ]);
    expect(report.wrong).toEqual([
      "line 1: status is 200, not 404",
      'line 2: format is undefined, not "envoy"',
      "line 2: status is undefined, not 1",
    ]);
    expect(report.unreadable).toBe(1);
    expect(reportTable([report, report])).toBe(
      [
        "format                 lines  fields   wrong",
        "auto                       2       2       0",
        "envoy                      2       4       4",
        "generic_json               2       4       2",
      ].join("\n"),
    );
  });
});
