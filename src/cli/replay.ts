import { type Command, InvalidArgumentError } from "commander";
import { readRuleFiles } from "../config/rule-files.ts";
import type { FormatName } from "../formats/format.ts";
import { timeInheritance } from "../formats/inherit-time.ts";
import { createLineParser } from "../formats/line-parser.ts";
import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import { readRules } from "../rules/read-rules.ts";
import { replay, transitionLine } from "../study/replay.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { redactorOf } from "./configured-redactor.ts";
import { formatOption, inputs } from "./input.ts";
import { lineOutput } from "./line-output.ts";
import { startProgress, totalBytes } from "./progress.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";

interface ReplayOptions extends ConfiguredOptions {
  readonly rules: string;
  readonly format: FormatName | "auto";
  readonly until?: number;
}

/** `tocsin replay --rules DIR [--format F] [--until T] [FILE…]`: the engine over files. */
export function addReplay(program: Command): void {
  withConfiguration(program.command("replay"))
    .description(
      "judge log files by rules and print every alert's transitions as JSON lines; redacted as they would be stored",
    )
    .argument("[file...]", "log files, plain or gzip (default: standard input)")
    .requiredOption("--rules <dir>", "directory or file of rules")
    .option("--format <name>", "format of the lines", formatOption, "auto")
    .option(
      "--until <time>",
      "let log time run on to this instant (RFC 3339), which is included",
      instantOption,
    )
    .action(async (paths: readonly string[], options: ReplayOptions) => {
      const { redactText } = redactorOf(configuration(options));
      const rules = rulesIn(options.rules);
      const { entries, unparsable } = await readEntries(paths, options.format, redactText);
      if (unparsable > 0) {
        process.stderr.write(`${unparsable} ${unparsable === 1 ? "line" : "lines"} could not be parsed\n`);
      }
      const output = lineOutput();
      for (const transition of replay(rules, entries, options.until)) {
        // A change of severity is no change of state.
        if (transition.escalatedTo === undefined) output.write(transitionLine(transition));
      }
      await output.drain();
    });
}

/** Wrong rules are told and left out; the others are judged, as `serve` would. */
function rulesIn(path: string): readonly Rule[] {
  const files = readRuleFiles([path]);
  const set = readRules(files.files);
  const diagnostics = [...files.diagnostics, ...set.diagnostics];
  if (diagnostics.length > 0) {
    process.stderr.write(formatDiagnostics(diagnostics, { colour: process.stderr.isTTY === true }));
  }
  if (set.rules.length === 0) throw new CliError(`there is no rule in ${path}`, exitCodes.usage);
  return set.rules;
}

async function readEntries(
  paths: readonly string[],
  format: FormatName | "auto",
  redact: RedactText,
): Promise<{ readonly entries: readonly Entry[]; readonly unparsable: number }> {
  const entries: Entry[] = [];
  let unparsable = 0;
  const files = inputs(paths);
  const progress = startProgress(totalBytes(files), "bytes");
  for (const file of files) {
    const origin = await file.origin();
    const inherit = timeInheritance(origin?.time);
    const parser = createLineParser({
      format,
      file: origin,
      redact,
      emit(parsed) {
        if ("reason" in parsed) unparsable++;
        else entries.push(inherit(parsed.entry));
      },
    });
    for await (const { lines } of file.batches()) {
      const now = Date.now();
      let bytes = 0;
      for (const line of lines) {
        parser.push(redact(line), now);
        bytes += line.length + 1;
      }
      progress.advance(bytes);
    }
    parser.flush();
  }
  progress.stop();
  return { entries, unparsable };
}

function instantOption(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("an instant looks like 2026-11-22T09:45:00Z");
  return at;
}
