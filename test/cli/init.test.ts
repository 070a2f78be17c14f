import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { DIST, runProgram } from "./program.ts";

const scratch = mkdtempSync(join(tmpdir(), "tocsin-init-"));
const repository = join(scratch, "ops-rules");
const bin = join(scratch, "bin");

beforeAll(async () => {
  mkdirSync(bin);
  writeFileSync(
    join(bin, "tocsin"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(DIST, "main.js")}" "$@"\n`,
  );
  chmodSync(join(bin, "tocsin"), 0o755);
  const { exit, stdout } = await runProgram(["init", "ops-rules"], { cwd: scratch });
  expect(stdout).toContain("tocsin check .");
  expect(exit).toBe(0);
  git("init", "-q", "-b", "main");
  commit("the rules that come with Tocsin");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
}, 120_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function git(...args: readonly string[]): void {
  execFileSync("git", ["-C", repository, ...args]);
}

function commit(message: string): void {
  git("add", "-A");
  git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", message);
}

/** As GitHub runs a step of a pull request. */
function bash(script: string): { readonly exit: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
    {
      cwd: repository,
      encoding: "utf8",
      env: {
        PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
        GITHUB_BASE_REF: "main",
        GITHUB_STEP_SUMMARY: join(scratch, "summary.md"),
      },
    },
  );
  return { exit: status, said: `${stdout}${stderr}` };
}

/** The commands of the workflow, its own installation left out. */
function workflowSteps(): readonly (readonly [string, string])[] {
  const text = readFileSync(join(repository, ".github/workflows/rules.yaml"), "utf8");
  const { steps } = parse(text).jobs.rules as { readonly steps: readonly Readonly<Record<string, string>>[] };
  return steps.flatMap(({ name = "", run }) =>
    run?.startsWith("tocsin") === true ? [[name, run] as const] : [],
  );
}

it("is not put over somebody's work", async () => {
  const { exit, stderr } = await runProgram(["init", "ops-rules"], { cwd: scratch });
  expect(stderr).toContain("ops-rules is not empty");
  expect(exit).toBe(2);
});

describe("a new repository", { timeout: 300_000 }, () => {
  it("passes the steps of its own workflow", () => {
    const steps = workflowSteps();
    expect(steps.map(([name]) => name)).toEqual(["Check", "Test", "Backtest"]);
    for (const [name, run] of steps) expect({ name, ...bash(run) }).toMatchObject({ name, exit: 0 });
    expect(readFileSync(join(scratch, "summary.md"), "utf8")).toContain("Backtest of ");
  });

  it("leads by its README alone to a rule that is tested and tried on recorded traffic", () => {
    const readme = readFileSync(join(repository, "README.md"), "utf8");
    const chapter = readme.slice(readme.indexOf("## A new rule"), readme.indexOf("## Running it"));
    const pieces = chapter.split("```");
    const told: { readonly line: string; readonly exit: number | null; readonly said: string }[] = [];
    // Every other piece is code, and begins with its language.
    for (let at = 1; at < pieces.length; at += 2) {
      const [language, ...lines] = (pieces[at] ?? "").trimEnd().split("\n");
      const path = join(
        repository,
        /`((?:rules|runbooks)\/[^`]+)`:\s*$/.exec(pieces[at - 1] ?? "")?.[1] ?? "",
      );
      if (language === "yaml") writeFileSync(path, `${lines.join("\n")}\n`);
      else if (language === "markdown") appendFileSync(path, `\n${lines.join("\n")}\n`);
      else for (const line of lines) told.push({ line, ...bash(line) });
    }
    // The first check finds what the README says that it finds: the runbook has no such section yet.
    expect(told.map(({ line, exit }) => [line.split(" ")[1], exit])).toEqual([
      ["parse", 0],
      ["check", 1],
      ["test", 0],
      ["check", 0],
      ["backtest", 0],
    ]);
    expect(told[1]?.said).toContain("lint/runbook-not-found");
    expect(told[4]?.said).toMatch(/\| `errors-of-one-client` \| warning \| [1-9]/);
  });

  it("shows in a pull request which episodes the new rule adds", () => {
    commit("a new rule");
    for (const [, run] of workflowSteps()) bash(run);
    expect(readFileSync(join(scratch, "summary.md"), "utf8")).toMatch(/errors-of-one-client/);
  });
});
