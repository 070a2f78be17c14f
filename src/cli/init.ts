import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { shippedRules } from "../config/read-config.ts";
import { plural } from "../model/words.ts";
import { CliError, exitCodes } from "./cli-error.ts";

/** What a new repository has of its own; the same distance from src/cli and from dist/cli. */
const STARTER = fromRoot("starter");

/** What ships with the program, and where it goes. */
const COPIES: readonly (readonly [string, string])[] = [
  [shippedRules(), "rules"],
  [fromRoot("runbooks"), "runbooks"],
  // The words that people change first. What is not here comes from the program, so that it grows with it.
  [fromRoot("templates/slack/headline.hbs"), "templates/slack/headline.hbs"],
  [fromRoot("templates/email/subject.hbs"), "templates/email/subject.hbs"],
  [fromRoot("src/demo/data/edge.ndjson.gz"), "logs/golden.ndjson.gz"],
];

/** `tocsin init [DIR]`: a repository of rules that works at once. */
export function addInit(program: Command): void {
  program
    .command("init")
    .description("a new repository of rules, with tests, runbooks, configuration and a CI workflow")
    .argument("[dir]", "a folder that is not there yet or is empty", ".")
    .action((directory: string) => {
      refuseUsed(directory);
      mkdirSync(directory, { recursive: true });
      cpSync(STARTER, directory, { recursive: true });
      for (const [from, to] of COPIES) copyInto(from, join(directory, to));
      process.stdout.write(nextSteps(directory));
    });
}

function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** What is there is somebody's work; a git directory alone is a repository that was just made. */
function refuseUsed(directory: string): void {
  if (!existsSync(directory)) return;
  if (!statSync(directory).isDirectory()) throw new CliError(`${directory} is no folder`, exitCodes.usage);
  const found = readdirSync(directory).filter((name) => name !== ".git");
  if (found.length === 0) return;
  const message = `${directory} is not empty: it holds ${found.slice(0, 3).join(", ")}`;
  throw new CliError(
    message,
    exitCodes.usage,
    "name a folder that is not there yet: `tocsin init ops-rules`",
  );
}

function copyInto(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}

function nextSteps(directory: string): string {
  const rules = readdirSync(join(directory, "rules"), { recursive: true, encoding: "utf8" });
  const count = rules.filter((path) => path.endsWith(".yaml") && !path.includes("_defaults")).length;
  const enter = directory === "." ? [] : [`  cd ${directory}`];
  return [
    `${directory}: ${plural(count, "rule")} with tests and runbooks, tocsin.yaml, and a workflow for pull requests`,
    "next:",
    ...enter,
    "  tocsin check .       # is anything wrong",
    "  tocsin test rules    # do the rules do what their tests say",
    "README.md shows how to write a new rule, and how to try it on recorded traffic",
    "",
  ].join("\n");
}
