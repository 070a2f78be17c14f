import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { formatDiagnostics } from "../../../src/cli/report-diagnostics.ts";
import { matchWords } from "../../../src/model/condition-matches.ts";
import type { Diagnostic } from "../../../src/model/diagnostic.ts";
import type { Rule } from "../../../src/model/rule.ts";
import { lintRules } from "../../../src/rules/lint-rules.ts";
import { LINTS, lintIds } from "../../../src/rules/lints/lint-registry.ts";
import { readRules } from "../../../src/rules/read-rules.ts";

const fixtures = fileURLToPath(new URL("./fixtures/", import.meta.url));
const golden = fileURLToPath(new URL("./golden/", import.meta.url));

const RUNBOOKS: ReadonlyMap<string, string> = new Map([
  ["runbooks/backoff.md", "# Back-off\n\n## Client does not back off\n\n## A `very` long wait\n"],
]);

function runbookText({ runbook = "" }: Rule): string | undefined {
  return RUNBOOKS.get(runbook.split("#")[0] ?? "");
}

/** As if the only source had no place for Retry-After. */
function unreached({ condition }: Rule): string | undefined {
  return matchWords(condition).includes("retry_after") ? "edge (no retry_after_seconds)" : undefined;
}

function lint(name: string): readonly Diagnostic[] {
  const file = { path: `rules/${name}`, text: readFileSync(fixtures + name, "utf8") };
  const { ruleFiles, diagnostics } = readRules([file]);
  expect(diagnostics).toEqual([]);
  const now = Date.parse("2026-12-01T23:59:59.999Z");
  return lintRules({ around: { ruleFiles, runbookText, unreached }, files: [file], now });
}

/** What a rule author reads. With UPDATE_GOLDEN=1 the files are written anew; read the difference before use. */
function expectGolden(name: string, found: readonly Diagnostic[]): void {
  const text = formatDiagnostics(found, { colour: false });
  const file = `${golden}${name}.txt`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  expect(existsSync(file)).toBe(true);
  expect(text).toBe(readFileSync(file, "utf8"));
}

describe("lints", () => {
  it.each(lintIds())("%s", (id) => {
    const found = lint(`${id}.yaml`).filter(({ code }) => code === `lint/${id}`);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set([LINTS[id].severity]));
    expectGolden(id, found);
  });

  it("are disabled by comments, which are looked at themselves", () => {
    expectGolden("disable", lint("disable.yaml"));
  });

  it("have a fixture and a golden file each, and there are no others", () => {
    const names = [...lintIds(), "disable"].sort();
    expect(readdirSync(fixtures).sort()).toEqual(names.map((name) => `${name}.yaml`));
    expect(readdirSync(golden).sort()).toEqual(names.map((name) => `${name}.txt`));
  });
});
