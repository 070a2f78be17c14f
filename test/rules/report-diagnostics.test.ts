import { describe, expect, it } from "vitest";
import { formatDiagnostics, maxShownColumns } from "../../src/cli/report-diagnostics.ts";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import { nearestName } from "../../src/rules/nearest-name.ts";

const base: Diagnostic = {
  code: "rule/x",
  severity: "error",
  file: "a.yaml",
  line: 7,
  column: 3,
  endColumn: 5,
  sourceLine: "a: b",
  message: "`: ` is wrong",
};

describe("formatDiagnostics", () => {
  it("says nothing where there is nothing", () => {
    expect(formatDiagnostics([], { colour: true })).toBe("");
  });

  it("puts errors first and counts", () => {
    const warning: Diagnostic = { ...base, severity: "warning", code: "rule/w" };
    const text = formatDiagnostics([warning, base, base], { colour: false });
    expect(text.indexOf("rule/x")).toBeLessThan(text.indexOf("rule/w"));
    expect(text.endsWith("\n\n2 errors, 1 warning\n")).toBe(true);
  });

  it("keeps tabs, so that the caret stands under the text", () => {
    const text = formatDiagnostics([{ ...base, sourceLine: "\ta: b", column: 5, endColumn: 6 }], {
      colour: false,
    });
    expect(text).toContain("  7 | \ta: b\n    | \t   ^\n");
  });

  it("cuts a long line around the caret", () => {
    const sourceLine = `${"x".repeat(500)}HERE${"y".repeat(500)}`;
    const text = formatDiagnostics([{ ...base, sourceLine, column: 501, endColumn: 505 }], { colour: false });
    const [, , shown = "", carets = ""] = text.split("\n");
    expect(shown.length).toBeLessThan(maxShownColumns + 20);
    expect(carets.indexOf("^")).toBe(shown.indexOf("HERE"));
    expect(carets.trimEnd().endsWith("^^^^")).toBe(true);
  });

  it("does not let a file steer the terminal", () => {
    const text = formatDiagnostics(
      [{ ...base, sourceLine: "a\u001b[2Jb\u202e", message: "\u001b]0;x\u0007" }],
      {
        colour: false,
      },
    );
    for (const character of ["\u001b", "\u0007", "\u202e"]) expect(text).not.toContain(character);
  });

  it("colours only when asked", () => {
    expect(formatDiagnostics([base], { colour: true })).toContain("\u001b[");
    expect(formatDiagnostics([base], { colour: false })).not.toContain("\u001b[");
  });
});

describe("nearestName", () => {
  const known = ["group_by", "window", "status", "service", "for"];
  it.each([
    ["grop_by", "group_by"],
    ["widnow", "window"],
    ["STATUS", "status"],
    ["fro", "for"],
    ["completely_else", undefined],
    ["x".repeat(10_000), undefined],
  ])("%s", (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });
});
