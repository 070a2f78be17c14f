import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { maxRuleFileBytes, readRuleFiles } from "../../src/config/rule-files.ts";

const base = mkdtempSync(join(tmpdir(), "tocsin-rules-"));
const rules = join(base, "rules");

beforeAll(() => {
  mkdirSync(join(rules, "go"), { recursive: true });
  mkdirSync(join(rules, ".git"));
  writeFileSync(join(rules, "b.yaml"), "b");
  writeFileSync(join(rules, "a.yml"), "a");
  writeFileSync(join(rules, "notes.txt"), "no");
  writeFileSync(join(rules, ".git/x.yaml"), "no");
  writeFileSync(join(rules, "_defaults.yaml"), "outer");
  writeFileSync(join(rules, "go/_defaults.yaml"), "inner");
  writeFileSync(join(rules, "go/c.yaml"), "c");
  writeFileSync(join(base, "secret.yaml"), "secret");
  symlinkSync(join(base, "secret.yaml"), join(rules, "leak.yaml"));
  symlinkSync(rules, join(rules, "go/circle"));
  symlinkSync(join(rules, "go/c.yaml"), join(rules, "z.yaml"));
  // As Kubernetes mounts a config map.
  mkdirSync(join(base, "map/..2026"), { recursive: true });
  writeFileSync(join(base, "map/..2026/k.yaml"), "k");
  symlinkSync("..2026", join(base, "map/..data"));
  symlinkSync("..data/k.yaml", join(base, "map/k.yaml"));
});
afterAll(() => rmSync(base, { recursive: true }));

function names(paths: readonly string[]): readonly string[] {
  return readRuleFiles(paths).files.map((file) => file.path.slice(base.length + 1));
}

describe("readRuleFiles", () => {
  it("reads what is below, sorted, each file once, and follows no link out", () => {
    expect(names([rules])).toEqual([
      "rules/_defaults.yaml",
      "rules/a.yml",
      "rules/b.yaml",
      "rules/go/_defaults.yaml",
      "rules/go/c.yaml",
    ]);
    const { diagnostics } = readRuleFiles([rules]);
    expect(diagnostics.map((one) => one.code)).toEqual(["files/outside"]);
    expect(JSON.stringify(readRuleFiles([rules]))).not.toContain('"secret"');
  });

  it("reads a mounted config map once", () => {
    expect(names([join(base, "map")])).toEqual(["map/k.yaml"]);
  });

  it("gives a single file the defaults of its directories", () => {
    expect(names([join(rules, "go/c.yaml")])).toEqual([
      "rules/go/_defaults.yaml",
      "rules/_defaults.yaml",
      "rules/go/c.yaml",
    ]);
  });

  it("reports what it cannot read", () => {
    const large = join(base, "large.yaml");
    writeFileSync(large, "x".repeat(maxRuleFileBytes + 1));
    const { files, diagnostics } = readRuleFiles([join(base, "gone"), large]);
    expect(files).toEqual([]);
    expect(diagnostics.map((one) => one.code)).toEqual(["files/unreadable", "files/too-large"]);
  });
});
