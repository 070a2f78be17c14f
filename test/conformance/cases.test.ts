import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compare, parseText, runCases } from "./run-cases.ts";

const reports = runCases(join(import.meta.dirname, "cases"));

describe("conformance", () => {
  it("has cases", () => {
    expect(
      [...reports].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, lines }) => [name, lines]),
    ).toEqual([
      ["athens", 94],
      ["nginx_combined", 33],
      ["nginx_error", 25],
      ["nginx_json", 33],
      ["nginx_timed", 33],
    ]);
  });

  it.each(reports)("$name: no field is wrong, every line is read", ({ wrong, unreadable }) => {
    expect(wrong).toEqual([]);
    expect(unreadable).toBe(0);
  });

  it("names what is wrong", () => {
    const { wrong } = compare("x", parseText('{"status":200}\nnonsense'), [
      { status: 404, path: null },
      { status: 1 },
    ]);
    expect(wrong).toEqual(["line 1: status is 200, not 404", "line 2: status is undefined, not 1"]);
  });
});
