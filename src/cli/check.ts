import { existsSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Command } from "commander";
import { readConfig } from "../config/read-config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import { checkRetention } from "../daemon/check-retention.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { loadTemplates } from "../render/load-templates.ts";
import { readRules } from "../rules/read-rules.ts";
import { CliError, type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";

interface CheckOptions extends ConfiguredOptions {
  readonly json?: boolean;
}

interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** What was looked at, in words. */
  readonly looked: readonly string[];
}

/** `tocsin check [PATH…]`: rules, templates and configuration; every finding with its place and a hint. */
export function addCheck(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("check"))
    .description("check rules, templates and configuration; exits 1 when it finds errors")
    .argument("[path...]", "rule files or directories, or a tocsin.yaml (default: all that serve would use)")
    .option("--json", "diagnostics as a JSON array")
    .action(async (paths: readonly string[], options: CheckOptions) => {
      const findings = paths.length > 0 ? checkPaths(paths) : await checkConfigured(options);
      print(findings, options.json === true);
      if (findings.diagnostics.some((one) => one.severity === "error")) endWith(exitCodes.problems);
    });
}

function print({ diagnostics, looked }: Findings, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(diagnostics, undefined, 2)}\n`);
    return;
  }
  process.stdout.write(formatDiagnostics(diagnostics, { colour: process.stdout.isTTY === true }));
  if (diagnostics.length === 0) process.stdout.write(`${looked.join(", ")}: no problems\n`);
}

function checkPaths(paths: readonly string[]): Findings {
  for (const path of paths) {
    if (!existsSync(path)) throw new CliError(`there is no ${path}`, exitCodes.usage);
  }
  const configs = paths.filter(isConfig);
  const rulePaths = paths.filter((path) => !isConfig(path));
  const rules = checkRules(rulePaths);
  const diagnostics = [...configs.flatMap((path) => readConfig(path).diagnostics), ...rules.diagnostics];
  return { diagnostics, looked: [...configs, ...rules.looked] };
}

function isConfig(path: string): boolean {
  return basename(path).startsWith("tocsin.") && extname(path) === ".yaml" && statSync(path).isFile();
}

async function checkConfigured(options: ConfiguredOptions): Promise<Findings> {
  const config = configuration(options, "needed");
  const rules = checkRules(config.rules, config.retention.maxAgeMs);
  const templates = loadTemplates(await readTemplateFiles(config.templates));
  return {
    diagnostics: [...rules.diagnostics, ...templates.diagnostics],
    looked: ["configuration", ...rules.looked, `${templates.templates.size} templates`],
  };
}

function checkRules(paths: readonly string[], maxAgeMs = Number.POSITIVE_INFINITY): Findings {
  if (paths.length === 0) return { diagnostics: [], looked: [] };
  const files = readRuleFiles(paths);
  const set = readRules(files.files);
  const count = set.rules.length;
  return {
    diagnostics: [
      ...files.diagnostics,
      ...set.diagnostics,
      ...checkRetention(set.rules, maxAgeMs, files.files),
    ],
    looked: [`${count} ${count === 1 ? "rule" : "rules"}`],
  };
}
