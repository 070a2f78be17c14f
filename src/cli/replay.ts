import { type Command, InvalidArgumentError } from "commander";
import type { FormatName } from "../formats/format.ts";
import { replay, transitionLine } from "../study/replay.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { redactorOf } from "./configured-redactor.ts";
import { readFileEntries, tellUnparsable } from "./file-entries.ts";
import { formatOption } from "./input.ts";
import { lineOutput } from "./line-output.ts";
import { rulesIn } from "./rule-set.ts";

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
      const rules = rulesIn([options.rules]);
      const read = await readFileEntries(paths, options.format, redactText);
      tellUnparsable(read.unparsable);
      const entries = read.entries.map(({ entry }) => entry);
      const output = lineOutput();
      for (const transition of replay(rules, entries, options.until)) {
        // A change of severity is no change of state.
        if (transition.escalatedTo === undefined) output.write(transitionLine(transition));
      }
      await output.drain();
    });
}

function instantOption(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("an instant looks like 2026-11-22T09:45:00Z");
  return at;
}
