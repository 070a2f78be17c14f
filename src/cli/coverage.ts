import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import type { FormatName } from "../formats/format.ts";
import type { Rule } from "../model/rule.ts";
import { readRules } from "../rules/read-rules.ts";
import { coverage, type SourceView } from "../study/coverage.ts";
import { CliError, type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { redactorOf } from "./configured-redactor.ts";
import { coverageJson, coverageText } from "./coverage-report.ts";
import { fileSample } from "./file-sample.ts";
import { formatOption } from "./input.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";
import {
  type StoredSources,
  viewOfNamedFormat,
  viewOfSample,
  viewsOfSources,
  viewsOfStore,
} from "./source-views.ts";
import { readingStoresIfThere } from "./stores.ts";

interface CoverageOptions extends ConfiguredOptions {
  readonly rules?: string;
  readonly format: FormatName | "auto";
  readonly json?: boolean;
}

/** `tocsin coverage [FILE…]`: which rules cannot fire in which source, and for lack of which field. */
export function addCoverage(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("coverage"))
    .description(
      "rule by source: which rules cannot fire, and for lack of which field; exits 1 when one can fire nowhere",
    )
    .argument("[file...]", "logs, plain or gzip (default: the sources of the configuration and of the store)")
    .option("--rules <dir>", "directory or file of rules (default: those of the configuration)")
    .option(
      "--format <name>",
      "format of the files; without a file: what this format could support",
      formatOption,
      "auto",
    )
    .option("--json", "as JSON")
    .action(async (paths: readonly string[], options: CoverageOptions) => {
      const config = configuration(options);
      const rules = rulesIn(options.rules === undefined ? config.rules : [options.rules]);
      const { views, unknown } = await lookAt(paths, options.format, config);
      if (views.length === 0 && unknown.length === 0) {
        const hint = "name a log, or a format by --format; or configure `sources`";
        throw new CliError("there is no source to look at", exitCodes.usage, hint);
      }
      const found = coverage(rules, views);
      const report = { rules: found, views, unknown };
      process.stdout.write(options.json === true ? coverageJson(report) : coverageText(report));
      if (views.length > 0 && found.some(({ somewhere }) => !somewhere)) endWith(exitCodes.problems);
    });
}

/** Wrong rules are told and left out, as `serve` would. */
function rulesIn(paths: readonly string[]): readonly Rule[] {
  const files = readRuleFiles(paths);
  const { rules, diagnostics } = readRules(files.files);
  const found = [...files.diagnostics, ...diagnostics];
  if (found.length > 0)
    process.stderr.write(formatDiagnostics(found, { colour: process.stderr.isTTY === true }));
  if (rules.length === 0) throw new CliError(`there is no rule in ${paths.join(", ")}`, exitCodes.usage);
  return rules;
}

async function lookAt(
  paths: readonly string[],
  format: FormatName | "auto",
  config: Config,
): Promise<StoredSources> {
  if (paths.length === 0 && format !== "auto") return { views: [viewOfNamedFormat(format)], unknown: [] };
  if (paths.length === 0) {
    const stored = await readingStoresIfThere(config, ({ log, search }) =>
      viewsOfStore(log, search.maxSequence()),
    );
    return viewsOfSources(config, stored ?? new Map<string, SourceView>());
  }
  const { redactText } = redactorOf(config);
  const views: SourceView[] = [];
  for (const path of paths)
    views.push(viewOfSample(path, await fileSample(path, format, redactText, Date.now())));
  return { views, unknown: [] };
}
