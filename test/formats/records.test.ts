import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxRecordLines } from "../../src/formats/join-records.ts";
import { openLines } from "../../src/formats/open-lines.ts";
import { parseText } from "../conformance/run-cases.ts";

const URL = "https://proxy.example.com/example.com/m/@v/v1.0.0.info";
const ERROR = `go: example.com/m@v1.0.0: reading ${URL}: 500 Internal Server Error`;

/** What each result is, and at which line it begins. */
function shapes(lines: readonly string[], format: Parameters<typeof parseText>[1] = "auto") {
  return parseText(lines.join("\n"), format).map((one) => [
    one.n,
    "entry" in one ? one.entry.format : one.reason,
  ]);
}

describe("records of several lines", () => {
  it("are one entry with all their lines, and the number of the first", () => {
    const lines = ['{"status":1}', "", ERROR, "\tserver response:", "\ta", "", "\tb", '{"status":2}'];
    const results = parseText(lines.join("\n"));
    expect(results.map(({ n }) => n)).toEqual([1, 3, 8]);
    expect(results[1]).toMatchObject({
      raw: [ERROR, "\tserver response:", "\ta", "\tb"].join("\n"),
      entry: { status: 500 },
    });
  });

  it("take no line of another kind", () => {
    expect(shapes([ERROR, "127.0.0.1 - - x", "\tserver response: x"])).toEqual([
      [1, "go_x"],
      [2, "no known format"],
      [3, "no known format"],
    ]);
    expect(shapes(["{", '"a": 1,', `# get ${URL}`, '"b": 2', "}"])).toEqual([
      [1, "not one complete JSON object"],
      [2, "no known format"],
      [3, "go_x"],
      [4, "no known format"],
      [5, "no known format"],
    ]);
    expect(shapes(["{", '"a": 1,', '{"status":200}'])).toEqual([
      [1, "not one complete JSON object"],
      [2, "no known format"],
      [3, "generic_json"],
    ]);
  });

  it("may be printed objects of any JSON format", () => {
    const athens = [
      "{",
      '  "http-path": "/a.b/c/@v/list",',
      '  "http-status": "404",',
      '  "ops": [',
      "  ]",
      "}",
    ];
    expect(shapes(athens)).toEqual([[1, "athens_json"]]);
    expect(shapes(athens, "generic_json")).toEqual([[1, "generic_json"]]);
    // The braces close, and yet it is no JSON.
    expect(shapes(["{", '"a": 1', '"b": 2', "}"]).map(([n]) => n)).toEqual([1, 2, 3, 4]);
  });

  it("end at a limit, which is flagged, and what follows is read by itself", () => {
    const lines = [ERROR, ...Array.from({ length: maxRecordLines + 1 }, (_, at) => `\t${at}`)];
    const [first, ...others] = parseText(lines.join("\n"));
    expect(first).toMatchObject({ n: 1, entry: { flags: ["record_cut"] } });
    expect(others.map(({ n }) => n)).toEqual([maxRecordLines + 1, maxRecordLines + 2]);
    const long = parseText(
      [ERROR, ...Array.from({ length: 4 }, () => `\t${"x".repeat(400_000)}`)].join("\n"),
    );
    expect(long.map(({ n }) => n)).toEqual([1, 4, 5]);
    const tooLong = parseText(["{", `"a": "${"x".repeat(1_048_577)}"`, "}"].join("\n"));
    expect(tooLong.map((one) => "reason" in one && one.reason)).toEqual([
      "not one complete JSON object",
      "longer than 1 MiB",
      "no known format",
    ]);
  });

  it("keep every line that is not blank, in order, whatever comes", () => {
    const line = fc.constantFrom(
      "{",
      "}",
      '"a": {',
      '"b": 1,',
      "]",
      ERROR,
      `# get ${URL}`,
      "\tserver response: x",
      "SECURITY ERROR",
      "flag provided but not defined: -v",
      "usage: go mod",
      '{"status":200}',
      "",
      "INFO[8:05AM]: message",
      "\thttp-path=/a request-id=1 ",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const results = parseText(lines.join("\n"));
        expect(results.flatMap(({ raw }) => raw.split("\n"))).toEqual(lines.filter((one) => one !== ""));
        for (const { n, raw } of results) expect(lines[n - 1]).toBe(raw.split("\n")[0]);
      }),
      { numRuns: 300 },
    );
  });

  it("are found at the end of a part, so that none is cut", () => {
    expect(openLines(['{"status":1}', "x"], "auto")).toBe(0);
    expect(openLines(["x", ERROR], "auto")).toBe(1);
    expect(openLines(["x", ERROR, "\ta", ""], "auto")).toBe(3);
    expect(openLines([...Array.from({ length: 1000 }, () => ERROR), "{", '"a": 1'], "auto")).toBe(2);
    expect(openLines([], "auto")).toBe(0);
  });

  it("are read in linear time", () => {
    const before = performance.now();
    parseText("{\n".repeat(20_000));
    parseText(`{\n${'"a": [\n'.repeat(20_000)}`);
    parseText(`${ERROR}\n${"\tx\n".repeat(20_000)}`);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
