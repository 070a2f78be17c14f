import { type Command, InvalidArgumentError } from "commander";
import type { FormatName } from "../formats/format.ts";
import { createTagging } from "../formats/taxonomy.ts";
import type { RuleCount } from "../ports/state-store.ts";
import { replay, transitionLine } from "../study/replay.ts";
import { asArrived } from "./as-arrived.ts";
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
  readonly asArrived?: true;
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
    .option(
      "--as-arrived",
      "play lines as they came, by their observed_time, with `delay`, `lateness` and `max_skew` of the configuration; print what would have been told",
    )
    .action(async (paths: readonly string[], options: ReplayOptions) => {
      const config = configuration(options);
      const { redactText } = redactorOf(config);
      const rules = rulesIn([options.rules]);
      const read = await readFileEntries(paths, options.format, redactText);
      tellUnparsable(read.unparsable);
      const tagged = createTagging(config.taxonomy);
      const entries = read.entries.map(({ entry }) => tagged(entry, (same) => same));
      const output = lineOutput();
      const told =
        options.asArrived === true
          ? asArrived(rules, entries, read.readAt, config, options.until)
          : replay(rules, entries, options.until, tellBounds);
      for (const transition of told) {
        // A change of severity is no change of state.
        if (transition.escalatedTo === undefined) output.write(transitionLine(transition));
      }
      await output.drain();
    });
}

/** What found no room is not judged, and whoever reads the result must know. */
function tellBounds(counts: readonly RuleCount[]): void {
  for (const { rule, overflowed, groupsLeftOut, valuesLeftOut } of counts) {
    if (overflowed > 0) {
      process.stderr.write(
        `${rule}: ${overflowed} entries not judged, of about ${groupsLeftOut} groups beyond max_groups\n`,
      );
    }
    if (valuesLeftOut > 0) {
      process.stderr.write(`${rule}: ${valuesLeftOut} entries not judged, with more values than are kept\n`);
    }
  }
}

function instantOption(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("an instant looks like 2026-11-22T09:45:00Z");
  return at;
}
