import { type Command, Option } from "commander";
import type { Config } from "../config/config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import { runbookReader } from "../daemon/runbook-files.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { RuleText } from "../model/rule-text.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { loadTemplates } from "../render/load-templates.ts";
import type { RuleFile } from "../rules/read-rule.ts";
import { readRules } from "../rules/read-rules.ts";
import { mutateRule } from "../study/mutate-rule.ts";
import { runRuleTest, type TestWorld } from "../study/run-rule-test.ts";
import { CliError, type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, withConfiguration } from "./configured.ts";
import { redactorOf } from "./configured-redactor.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";
import { githubAnnotations } from "./report-github.ts";
import { runbooksAbove } from "./runbooks-above.ts";
import { testFindings } from "./test-annotations.ts";
import { testsAsJson } from "./test-json.ts";
import { type RuleOutcome, testsAsText } from "./test-report.ts";
import { testTargets } from "./test-targets.ts";

type Output = "text" | "json" | "github";

interface TestOptions extends ConfiguredOptions {
  readonly rule: readonly string[];
  readonly filter?: string;
  readonly mutate?: boolean;
  readonly format: Output;
  readonly json?: boolean;
}

/** `tocsin test [PATH…]`: runs the tests that stand in rule files; each failure with its place and a difference. */
export function addTest(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("test"))
    .description("run the rules' own tests; exits 1 when one fails, asserts nothing, or a rule is wrong")
    .argument(
      "[path...]",
      "rule files or directories, or a directory that holds a tocsin.yaml (default: the rules that serve would use)",
    )
    .option("--rule <id>", "only the tests of this rule; may be given several times", and, [])
    .option("--filter <text>", "only tests whose name holds the text")
    .option("--mutate", "also make slips in each rule, and name those that none of its tests notices")
    .addOption(
      new Option("--format <form>", "for people, as JSON, or as annotations of a GitHub workflow")
        .choices(["text", "json", "github"])
        .default("text"),
    )
    .option("--json", "the same as --format json")
    .action(async (paths: readonly string[], options: TestOptions) => {
      const targets = testTargets(paths, options);
      const { ruleFiles, diagnostics, texts } = read(targets.rules);
      const worldOf = await createWorlds(targets.config);
      const began = performance.now();
      const outcomes = wanted(ruleFiles, options).map((file) => {
        const world = worldOf(file);
        const outcome = outcomeOf(file, world);
        return options.mutate === true ? withMutants(outcome, file, texts, world) : outcome;
      });
      const tookMs = performance.now() - began;
      print({ outcomes, diagnostics, tookMs }, options.json === true ? "json" : options.format);
      const failed = outcomes.some(({ tests }) => tests.some(({ passed }) => !passed));
      if (failed || diagnostics.some(({ severity }) => severity === "error")) endWith(exitCodes.problems);
    });
}

/** One more of an option that may be given several times. */
function and(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** A runbook is looked for where the configuration says, and then where the rule's own folder would have it. */
async function createWorlds(config: Config): Promise<(file: RuleFile) => TestWorld> {
  const configured = runbookReader(config.runbooks);
  const redact = redactorOf(config).redactText;
  const { templates } = loadTemplates(await readTemplateFiles(config.templates));
  return ({ rule }) => ({
    redact,
    templates,
    runbook: (path) => configured(path) ?? runbooksAbove(rule.file, path),
  });
}

function outcomeOf({ rule, tests }: RuleFile, world: TestWorld): RuleOutcome {
  return { rule, tests: tests.map((test) => runRuleTest(rule, test, world)) };
}

/** Tests that fail by themselves would kill every mutant. */
function withMutants(
  outcome: RuleOutcome,
  file: RuleFile,
  texts: readonly RuleText[],
  world: TestWorld,
): RuleOutcome {
  if (outcome.tests.some(({ passed }) => !passed)) return outcome;
  return { ...outcome, mutation: mutateRule(file, texts, world) };
}

interface Results {
  readonly outcomes: readonly RuleOutcome[];
  readonly diagnostics: readonly Diagnostic[];
  readonly tookMs: number;
}

function print({ outcomes, diagnostics, tookMs }: Results, output: Output): void {
  if (output === "json") {
    process.stdout.write(`${JSON.stringify(testsAsJson(outcomes, diagnostics), undefined, 2)}\n`);
    return;
  }
  if (output === "github") {
    process.stdout.write(githubAnnotations([...diagnostics, ...testFindings(outcomes)]));
    return;
  }
  // A wrong rule cannot be tested; it is told apart from the report, which is of the others.
  process.stderr.write(formatDiagnostics(diagnostics, { colour: process.stderr.isTTY === true }));
  process.stdout.write(testsAsText(outcomes, tookMs, { colour: process.stdout.isTTY === true }));
}

function read(paths: readonly string[]): {
  readonly ruleFiles: readonly RuleFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: readonly RuleText[];
} {
  const files = readRuleFiles(paths);
  const { ruleFiles, diagnostics: found } = readRules(files.files);
  const diagnostics = [...files.diagnostics, ...found];
  if (ruleFiles.length + diagnostics.length > 0) return { ruleFiles, diagnostics, texts: files.files };
  throw new CliError(`there is no rule in ${paths.join(", ")}`, exitCodes.usage);
}

/** A name that fits nothing is a slip, and must not pass for success. */
function wanted(all: readonly RuleFile[], { rule: ids, filter = "" }: TestOptions): readonly RuleFile[] {
  const unknown = ids.find((id) => !all.some(({ rule }) => rule.id === id));
  if (unknown !== undefined) {
    const hint = `the rules are ${all.map(({ rule }) => rule.id).join(", ")}`;
    throw new CliError(`there is no rule \`${unknown}\``, exitCodes.usage, hint);
  }
  const chosen = ids.length === 0 ? all : all.filter(({ rule }) => ids.includes(rule.id));
  if (filter === "") return chosen;
  const fitting = chosen
    .map((file) => ({ ...file, tests: file.tests.filter(({ test }) => test.name.includes(filter)) }))
    .filter(({ tests }) => tests.length > 0);
  if (fitting.length === 0) throw new CliError(`no test's name holds \`${filter}\``, exitCodes.usage);
  return fitting;
}
