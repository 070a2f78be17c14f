import type { Command } from "commander";
import { readGitRuleFiles } from "../config/git-rule-files.ts";
import { rulePlace } from "../daemon/rule-place.ts";
import type { FormatName } from "../formats/format.ts";
import type { Rule } from "../model/rule.ts";
import { readRules } from "../rules/read-rules.ts";
import type { BacktestResult } from "../study/backtest.ts";
import { decidingEntry } from "../study/deciding-entry.ts";
import type { Episode } from "../study/episodes.ts";
import type { Sweep } from "../study/sweep.ts";
import { backtestJson } from "./backtest-json.ts";
import { backtestMarkdown } from "./backtest-report.ts";
import { CliError, type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { formatOption } from "./input.ts";
import { noticeSettings } from "./notice-settings.ts";
import { type Past, withPast } from "./past.ts";
import { namedRules, rulesIn } from "./rule-set.ts";
import { runBacktest, type Versions } from "./run-backtest.ts";
import { printSweep, sweepArgument } from "./sweep.ts";
import { countFromZero, type InstantArgument, instantArgument } from "./time-range.ts";

interface BacktestOptions extends ConfiguredOptions {
  readonly rules?: string;
  readonly rule: readonly string[];
  readonly since?: InstantArgument;
  readonly until?: InstantArgument;
  readonly base?: string;
  readonly sweep?: Sweep;
  readonly format: FormatName | "auto";
  readonly maxNew?: number;
  readonly json?: boolean;
}

/** Sample lines of one rule. */
const maxSamples = 3;

/** `tocsin backtest`: what the rules would have done over the past, and what changes against a commit. */
export function addBacktest(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("backtest"))
    .description(
      "what the rules would have done over the store or log files, and what changes against a commit; Markdown for a pull request",
    )
    .argument("[file...]", "log files, plain or gzip (default: the store)")
    .option("--rules <path>", "directory or file of rules (default: as configured)")
    .option(
      "--rule <id>",
      "only this rule; may be given again",
      (id: string, before: readonly string[]) => [...before, id],
      [],
    )
    .option("--since <time>", "from here on: 7d, or an instant (default: 7d; of files all)", instantArgument)
    .option(
      "--until <time>",
      "up to here, this instant included (default: the newest entry)",
      instantArgument,
    )
    .option("--base <gitref>", "compare with the rules of this commit: main, HEAD~1")
    .option("--sweep <bound=from..to>", "of one rule: gte=3..20, or share.gte=0.1..0.9:0.1", sweepArgument)
    .option("--format <name>", "format of the files", formatOption, "auto")
    .option("--max-new <n>", "exit 1 when more episodes than this are new", countFromZero)
    .option("--json", "as JSON")
    .action(async (paths: readonly string[], options: BacktestOptions) => {
      const config = configuration(options);
      const rulePaths = options.rules === undefined ? config.rules : [options.rules];
      const base = options.base === undefined ? undefined : baseRules(rulePaths, options.base);
      const rules = chosen(rulesIn(rulePaths), base?.rules, options.rule);
      await withPast(paths, options, config, (past) => {
        const telling = noticeSettings(config);
        if (options.sweep !== undefined) {
          printSweep(past, rules, options.sweep, paths.length > 0, options, telling);
          return;
        }
        const result = runBacktest(past, rules, paths.length > 0, options, telling);
        const withNotices = config.route !== undefined && telling.lanes.length > 0;
        const samples = sampler(past);
        const entries = past.count(result.from, result.to);
        process.stdout.write(
          options.json === true
            ? `${JSON.stringify(backtestJson(result, entries), undefined, 2)}\n`
            : backtestMarkdown({
                result,
                entries,
                over: past.name,
                base: base?.name,
                withNotices,
                samples,
                place,
              }),
        );
        if (options.maxNew !== undefined && newEpisodes(result) > options.maxNew) endWith(exitCodes.problems);
      });
    });
}

/** As people call it who look from here. */
function place(file: string): string {
  return rulePlace(file, process.cwd());
}

/** A rule may be in one version only, and a name in neither is wrong. */
function chosen(rules: readonly Rule[], base: readonly Rule[] | undefined, ids: readonly string[]): Versions {
  if (ids.length === 0) return { rules, ...(base === undefined ? {} : { base }) };
  const wanted = new Set(ids);
  namedRules([...rules, ...(base ?? [])], ids);
  const pick = (all: readonly Rule[]): readonly Rule[] => all.filter(({ id }) => wanted.has(id));
  return { rules: pick(rules), ...(base === undefined ? {} : { base: pick(base) }) };
}

function baseRules(
  paths: readonly string[],
  reference: string,
): { readonly rules: readonly Rule[]; readonly name: string } {
  const read = readGitRuleFiles(paths, reference);
  if ("problem" in read) throw new CliError(read.problem, exitCodes.usage, read.hint);
  // What is wrong in a commit is nobody's to mend now; as in serve, such a rule is left out.
  const { rules, diagnostics } = readRules(read.files);
  if (diagnostics.some(({ severity }) => severity === "error")) {
    process.stderr.write(`tocsin: rules of ${reference} that do not load are left out of the comparison\n`);
  }
  const name = reference === read.commit ? `\`${reference}\`` : `\`${reference}\` (${read.commit})`;
  return { rules, name };
}

/** New against the base; without one all are. */
function newEpisodes({ outcomes, compared }: BacktestResult): number {
  if (compared === undefined) return outcomes.reduce((sum, { count }) => sum + count, 0);
  return compared.reduce((sum, { added }) => sum + added.length, 0);
}

/** Of the first episodes, the line of the entry that made each true. */
function sampler(past: Past): (rule: Rule, episodes: readonly Episode[]) => readonly string[] {
  return (rule, episodes) =>
    episodes
      .slice(0, maxSamples)
      .flatMap(
        (episode) => decidingEntry(rule, episode, (from, to) => past.entries({ from, to }))?.raw ?? [],
      );
}
