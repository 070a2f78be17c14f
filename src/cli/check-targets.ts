import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import type { Config, SourceConfig } from "../config/config.ts";
import { readConfig } from "../config/read-config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import { checkRetention } from "../daemon/check-retention.ts";
import { runbookReader } from "../daemon/runbook-files.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Rule } from "../model/rule.ts";
import { readTemplateFiles, type TemplateText } from "../notify/template-files.ts";
import { loadTemplates } from "../render/load-templates.ts";
import { lintRules } from "../rules/lint-rules.ts";
import type { LintAround } from "../rules/lints/lint.ts";
import { readRules } from "../rules/read-rules.ts";
import { coverage } from "../study/coverage.ts";
import { viewOfFormat } from "../study/source-view.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, defaultConfig, readConfigured } from "./configured.ts";
import { lackWords } from "./coverage-report.ts";
import { runbooksAbove } from "./runbooks-above.ts";

export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** What was looked at, in words. */
  readonly looked: readonly string[];
}

/** All that `serve` would use. A wrong configuration is what was looked for. */
export async function checkConfigured(options: ConfiguredOptions, now: number): Promise<Findings> {
  if (options.config !== undefined && !existsSync(options.config)) {
    throw new CliError(`there is no ${options.config}`, exitCodes.usage);
  }
  const { config, diagnostics } = readConfigured(options, "needed");
  return checkParsed(config, diagnostics, "configuration", now);
}

/** What the paths name: configurations with all that belongs to them, templates, and else rules. */
export async function checkPaths(paths: readonly string[], now: number): Promise<Findings> {
  for (const path of paths) {
    if (!existsSync(path)) throw new CliError(`there is no ${path}`, exitCodes.usage);
  }
  const all: Findings[] = [];
  for (const path of paths.filter(isConfig)) all.push({ ...readConfig(path), looked: [path] });
  for (const path of paths.filter(isRepository)) {
    const { config, diagnostics } = readConfig(join(path, defaultConfig));
    all.push(await checkParsed(config, diagnostics, join(path, defaultConfig), now));
  }
  const templates = paths.filter(isTemplates);
  if (templates.length > 0) all.push(await checkTemplates(templates));
  const rules = paths.filter((path) => !isConfig(path) && !isRepository(path) && !isTemplates(path));
  if (rules.length > 0)
    all.push(checkRules(rules, { now, runbookText: ({ file, runbook }) => runbooksAbove(file, runbook) }));
  return joined(all);
}

function joined(all: readonly Findings[]): Findings {
  return {
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
    looked: all.flatMap(({ looked }) => looked),
  };
}

function isConfig(path: string): boolean {
  return basename(path).startsWith("tocsin.") && extname(path) === ".yaml" && statSync(path).isFile();
}

/** A directory that holds a tocsin.yaml is more than rules. */
export function isRepository(path: string): boolean {
  return statSync(path).isDirectory() && existsSync(join(path, defaultConfig));
}

/** A template, or a directory of such in their folders. */
function isTemplates(path: string): boolean {
  if (extname(path) === ".hbs") return true;
  if (!statSync(path).isDirectory()) return false;
  return readdirSync(path, { withFileTypes: true }).some(
    (entry) =>
      entry.isDirectory() && readdirSync(join(path, entry.name)).some((name) => extname(name) === ".hbs"),
  );
}

async function checkParsed(
  config: Config | undefined,
  diagnostics: readonly Diagnostic[],
  name: string,
  now: number,
): Promise<Findings> {
  const ofConfig: Findings = { diagnostics, looked: [name] };
  if (config === undefined) return ofConfig;
  const readRunbook = runbookReader(config.runbooks);
  const rules = checkRules(config.rules, {
    now,
    maxAgeMs: config.retention.maxAgeMs,
    runbookText: ({ runbook = "" }) => readRunbook(runbook.split("#")[0] ?? ""),
    ...unreachedBy(config.sources),
  });
  const templates = loadTemplates(await readTemplateFiles(config.templates));
  const ofTemplates = {
    diagnostics: templates.diagnostics,
    looked: [`${templates.templates.size} templates`],
  };
  return joined([ofConfig, rules, ofTemplates]);
}

/** Of one whose format is `auto` anything may come, and of no source at all nothing is known. */
function unreachedBy(sources: readonly SourceConfig[]): Pick<LintAround, "unreached"> {
  if (sources.length === 0 || sources.some(({ format }) => format === "auto")) return {};
  const views = sources.map(({ name, format }) => viewOfFormat(name, format));
  const unreached = (rule: Rule): string | undefined => {
    const [found] = coverage([rule], views);
    if (found === undefined || found.somewhere) return undefined;
    return found.covers.map((cover) => `${cover.source} (${lackWords(cover)})`).join(", ");
  };
  return { unreached };
}

interface RuleChecks extends Pick<LintAround, "runbookText" | "unreached"> {
  readonly now: number;
  /** How long entries are kept; absent: not known. */
  readonly maxAgeMs?: number;
}

function checkRules(paths: readonly string[], { now, maxAgeMs, ...known }: RuleChecks): Findings {
  const { files, diagnostics: unreadable } = readRuleFiles(paths);
  // A check of nothing would pass for ever.
  if (unreadable.length === 0 && files.length === 0) {
    throw new CliError(`there is no rule in ${paths.join(", ")}`, exitCodes.usage);
  }
  const { rules, ruleFiles, diagnostics } = readRules(files);
  return {
    diagnostics: [
      ...unreadable,
      ...diagnostics,
      ...(maxAgeMs === undefined ? [] : checkRetention(rules, maxAgeMs, files)),
      ...lintRules({ around: { ruleFiles, ...known }, files, now }),
    ],
    looked: [`${rules.length} ${rules.length === 1 ? "rule" : "rules"}`],
  };
}

async function checkTemplates(paths: readonly string[]): Promise<Findings> {
  const files: TemplateText[] = [];
  for (const path of paths) {
    if (extname(path) === ".hbs") files.push({ path, text: readFileSync(path, "utf8") });
    else files.push(...(await readTemplateFiles(path)).filter((file) => file.path.startsWith(path)));
  }
  const { templates, diagnostics } = loadTemplates(files);
  return { diagnostics, looked: [`${templates.size} ${templates.size === 1 ? "template" : "templates"}`] };
}
