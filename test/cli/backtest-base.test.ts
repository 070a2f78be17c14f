import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readGitRuleFiles } from "../../src/config/git-rule-files.ts";
import { readRuleFiles } from "../../src/config/rule-files.ts";
import { runProgram } from "./program.ts";

const repository = mkdtempSync(join(tmpdir(), "tocsin-base-"));

function git(...args: readonly string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"];
  return execFileSync("git", ["-C", repository, ...identity, ...args], { encoding: "utf8" });
}

function write(path: string, text: string): void {
  mkdirSync(join(repository, path, ".."), { recursive: true });
  writeFileSync(join(repository, path), text);
}

function ruleText(id: string, gte: number): string {
  return `id: ${id}
title: "{{service}} fails"
severity: warning
why: Clients cannot build.
group_by: [service]
condition: {type: count, match: status >= 500, window: 1m, gte: ${gte}}
`;
}

/** Three failures of edge, then five of athens. */
function logText(): string {
  const line = (second: number, service: string): string =>
    JSON.stringify({
      time: new Date(Date.UTC(2026, 10, 22, 9, 0, second)).toISOString(),
      service,
      status: 502,
    });
  const edge = [0, 1, 2].map((second) => line(second, "edge"));
  const athens = [120, 121, 122, 123, 124].map((second) => line(second, "athens"));
  return `${[...edge, ...athens, line(600, "other")].join("\n")}\n`;
}

beforeAll(() => {
  git("init", "-q", "-b", "main");
  write("ops/rules/_defaults.yaml", "owner: build-platform\n");
  write("ops/rules/deep/fails.yaml", ruleText("fails", 5));
  write("ops/rules/gone.yaml", ruleText("gone", 4));
  write("ops/rules/.hidden/fails.yaml", "not: a rule\n");
  write("ops/rules/notes.md", "no rule\n");
  write("access.log", logText());
  git("add", "-A");
  git("commit", "-q", "-m", "rules");
  write("ops/rules/deep/fails.yaml", ruleText("fails", 3));
  rmSync(join(repository, "ops/rules/gone.yaml"));
  write("ops/rules/new.yaml", ruleText("new", 4));
});
afterAll(() => rmSync(repository, { recursive: true, force: true }));

describe("rule files of a commit", () => {
  it("have the paths and texts that readRuleFiles gave when it was checked out", () => {
    git("stash", "-q", "--include-untracked");
    for (const path of ["ops/rules", "ops/rules/deep/fails.yaml", "ops"]) {
      const then = join(repository, path);
      const read = readGitRuleFiles([then], "main");
      const sorted = [...readRuleFiles([then]).files].sort((a, b) => (a.path < b.path ? -1 : 1));
      expect("files" in read && read.files).toEqual(sorted);
    }
    git("stash", "pop", "-q");
  });

  it("are read without touching the work tree", () => {
    const before = git("status", "--porcelain");
    const read = readGitRuleFiles([join(repository, "ops/rules")], "HEAD");
    expect("files" in read && read.files.map(({ path }) => path.slice(repository.length + 1))).toEqual([
      "ops/rules/_defaults.yaml",
      "ops/rules/deep/fails.yaml",
      "ops/rules/gone.yaml",
    ]);
    expect(git("status", "--porcelain")).toBe(before);
    expect(readFileSync(join(repository, "ops/rules/deep/fails.yaml"), "utf8")).toContain("gte: 3");
  });

  it("are refused by a clear sentence where there is no such commit, or no repository", () => {
    const unknown = readGitRuleFiles([join(repository, "ops")], "--upload-pack=x");
    expect(unknown).toMatchObject({ problem: expect.stringContaining("git knows no commit") });
    expect(readGitRuleFiles([tmpdir()], "main")).toMatchObject({
      problem: expect.stringContaining("is in no git repository"),
    });
  });
});

describe("tocsin backtest --base", () => {
  it("reads as a comment on a pull request", async () => {
    const args = ["backtest", "--rules", "ops/rules", "--base", "main", "access.log"];
    const { stdout, stderr, exit } = await runProgram(args, { cwd: repository });
    const commit = git("rev-parse", "--short", "main").trim();
    expect(stderr).toBe("");
    expect(exit).toBe(0);
    await expect(stdout.replaceAll(commit, "COMMIT")).toMatchFileSnapshot("golden/backtest-base.md");
  });

  it.each([
    ["1", 1],
    ["2", 0],
  ] as const)("with --max-new %s exits %i, for two episodes are new", async (most, code) => {
    const args = [
      "backtest",
      "--rules",
      "ops/rules",
      "--base",
      "HEAD",
      "--max-new",
      most,
      "--json",
      "access.log",
    ];
    const { stdout, exit } = await runProgram(args, { cwd: repository });
    expect(exit).toBe(code);
    expect(JSON.parse(stdout)).toMatchObject({
      compared: [
        { rule: "fails", change: "edited" },
        { rule: "gone", change: "removed" },
        { rule: "new", change: "added" },
      ],
    });
  });
});
