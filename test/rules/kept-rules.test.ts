import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import type { KeptRuleFile } from "../../src/model/rule-text.ts";
import { chooseRules } from "../../src/rules/kept-rules.ts";

function ruleText(id: string, more = "severity: warning\n"): string {
  return `id: ${id}\ntitle: "${id}"\n${more}condition: {type: any, match: status == 502, window: 5m}\n`;
}

function unreadable(file: string): Diagnostic {
  const place = { line: 1, column: 1, endColumn: 2, sourceLine: "" };
  return { code: "files/unreadable", severity: "error", file, message: "EACCES", ...place };
}

const A = { path: "rules/a.yaml", text: ruleText("a") };
const B = { path: "rules/b.yaml", text: ruleText("b") };
const BROKEN_A = { path: "rules/a.yaml", text: ruleText("a").replace("window", "windou") };
const DEFAULTS = { path: "rules/_defaults.yaml", text: "severity: critical\n" };
const BARE = { path: "rules/a.yaml", text: ruleText("a", "") };

const known = (
  ...files: readonly { readonly path: string; readonly text: string }[]
): readonly KeptRuleFile[] => chooseRules(files, [], []).good;

describe("which version of a rule file is judged by", () => {
  it.each([
    {
      what: "what is on disk, where it loads",
      files: [A, B],
      before: known(A),
      rules: ["a", "b"],
      broken: [],
    },
    {
      what: "the last good one, where it does not load",
      files: [BROKEN_A, B],
      before: known(A),
      rules: ["b", "a"],
      broken: ["rules/a.yaml kept"],
    },
    {
      what: "none, where there never was a good one",
      files: [BROKEN_A, B],
      before: [],
      rules: ["b"],
      broken: ["rules/a.yaml"],
    },
    { what: "none, where the file is gone", files: [B], before: known(A, B), rules: ["b"], broken: [] },
    {
      what: "the last good one, where it cannot be read",
      files: [B],
      gone: [unreadable("rules/a.yaml")],
      before: known(A, B),
      rules: ["b", "a"],
      broken: ["rules/a.yaml kept"],
    },
    {
      what: "the last good ones of a directory that cannot be read",
      files: [],
      gone: [unreadable("rules")],
      before: known(A, B),
      rules: ["a", "b"],
      broken: ["rules kept"],
    },
    {
      what: "the new place of a rule that was moved out of a file that broke",
      files: [
        { path: "rules/a.yaml", text: "id: [" },
        { path: "rules/c.yaml", text: ruleText("a") },
      ],
      before: known(A),
      rules: ["a"],
      broken: ["rules/a.yaml kept"],
    },
    {
      what: "the last good defaults, where those do not load",
      files: [{ path: "rules/_defaults.yaml", text: "severty: critical\n" }, BARE],
      before: known(DEFAULTS, BARE),
      rules: ["a"],
      broken: ["rules/_defaults.yaml kept"],
    },
    {
      what: "a file with the defaults that it loaded with, where new ones lack what it needs",
      files: [{ path: "rules/_defaults.yaml", text: "owner: ana\n" }, BARE],
      before: known(DEFAULTS, BARE),
      rules: ["a"],
      broken: ["rules/a.yaml kept"],
    },
  ])("$what", ({ files, gone = [], before, rules, broken }) => {
    const chosen = chooseRules(files, gone, before);
    expect(chosen.rules.map((rule) => rule.id)).toEqual(rules);
    expect(chosen.broken.map(({ file, kept }) => (kept ? `${file} kept` : file))).toEqual(broken);
    // What it goes on from is what the next reading falls back to, again and again.
    const again = chooseRules(files, gone, chosen.good);
    expect(again.rules.map((rule) => rule.id)).toEqual(rules);
    expect(again.good).toEqual(chosen.good);
  });

  it("is that of the new file, once it loads again", () => {
    const broken = chooseRules([BROKEN_A], [], known(A));
    const mended = chooseRules([{ ...A, text: ruleText("a", "severity: info\n") }], [], broken.good);
    expect(mended.rules).toMatchObject([{ id: "a", severity: "info" }]);
    expect(mended.broken).toEqual([]);
  });
});
