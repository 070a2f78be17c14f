import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { formatDiagnostics } from "../../src/cli/report-diagnostics.ts";
import { readRules } from "../../src/rules/read-rules.ts";

const fixtures = fileURLToPath(new URL("./fixtures/", import.meta.url));
const golden = fileURLToPath(new URL("./golden/", import.meta.url));

function report(name: string): string {
  const text = readFileSync(fixtures + name, "utf8");
  const { rules, diagnostics } = readRules([{ path: `rules/${name}`, text }]);
  const kept = `rules that are read: ${rules.map((rule) => rule.id).join(", ") || "none"}\n`;
  return `${formatDiagnostics(diagnostics, { colour: false })}${kept}`;
}

/** What a rule author reads. With UPDATE_GOLDEN=1 the files are written anew; read the difference before use. */
describe("diagnostics of wrong rule files", () => {
  const wrong = readdirSync(fixtures).filter((name) => name !== "good.yaml");

  it.each(wrong)("%s", (name) => {
    const file = `${golden}${name.replace(/\.yaml$/, ".txt")}`;
    const text = report(name);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
    expect(existsSync(file)).toBe(true);
    expect(text).toBe(readFileSync(file, "utf8"));
    expect(text).toMatch(/\d+ errors?\n/);
    // Each says what to do about it.
    for (const block of text.split("\n\n").filter((part) => / error \w+\//.test(part))) {
      expect(block).toMatch(/^ {2}hint: ./m);
    }
  });

  it("has a golden file for every fixture and no other", () => {
    const names = readdirSync(golden).map((name) => name.replace(/\.txt$/, ".yaml"));
    expect(names.sort()).toEqual([...wrong].sort());
  });

  it("finds nothing wrong with the right ones", () => {
    expect(report("good.yaml")).toBe(
      "rules that are read: five-consecutive-backoffs, upstream-502, quiet, panic\n",
    );
  });
});
