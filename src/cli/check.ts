import { type Command, Option } from "commander";
import type { Diagnostic } from "../model/diagnostic.ts";
import { checkConfigured, checkPaths, type Findings } from "./check-targets.ts";
import { type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, withConfiguration } from "./configured.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";
import { githubAnnotations } from "./report-github.ts";

type Output = "text" | "json" | "github";

interface CheckOptions extends ConfiguredOptions {
  readonly json?: boolean;
  readonly format: Output;
  readonly strict?: boolean;
}

/** `tocsin check [PATH…]`: rules, templates and configuration; every finding with its place and a hint. */
export function addCheck(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("check"))
    .description("check rules, templates and configuration; exits 1 when it finds errors")
    .argument(
      "[path...]",
      "rule files or directories, templates, a tocsin.yaml, or a directory that holds one (default: all that serve would use)",
    )
    .addOption(
      new Option("--format <form>", "for people, as a JSON array, or as annotations of a GitHub workflow")
        .choices(["text", "json", "github"])
        .default("text"),
    )
    .option("--json", "the same as --format json")
    .option("--strict", "warnings end it with 1 as well; hints never do")
    .action(async (paths: readonly string[], options: CheckOptions) => {
      const now = Date.now();
      const findings = paths.length > 0 ? await checkPaths(paths, now) : await checkConfigured(options, now);
      print(findings, options.json === true ? "json" : options.format);
      if (findings.diagnostics.some((one) => isProblem(one, options.strict === true))) {
        endWith(exitCodes.problems);
      }
    });
}

function isProblem({ severity }: Diagnostic, strict: boolean): boolean {
  return severity === "error" || (strict && severity === "warning");
}

function print({ diagnostics, looked }: Findings, output: Output): void {
  if (output === "json") {
    process.stdout.write(`${JSON.stringify(diagnostics, undefined, 2)}\n`);
    return;
  }
  if (output === "github") {
    process.stdout.write(githubAnnotations(diagnostics));
    return;
  }
  process.stdout.write(formatDiagnostics(diagnostics, { colour: process.stdout.isTTY === true }));
  if (diagnostics.length === 0) process.stdout.write(`${looked.join(", ")}: no problems\n`);
}
