import type { Command } from "commander";
import type { Config, SourceConfig } from "../config/config.ts";
import { withDefaults } from "../daemon/line-reading.ts";
import type { FieldMapping } from "../formats/field-mapping.ts";
import type { FormatName } from "../formats/format.ts";
import { timeInheritance } from "../formats/inherit-time.ts";
import { createLineParser, type Parsed } from "../formats/line-parser.ts";
import { createTagging } from "../formats/taxonomy.ts";
import { createTimeZone } from "../formats/time-zone.ts";
import type { Entry } from "../model/entry.ts";
import { entryToJson } from "../model/entry-json.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { redactorOf } from "./configured-redactor.ts";
import { formatOption, type Input, inputs } from "./input.ts";
import { type LineOutput, lineOutput } from "./line-output.ts";

interface ParseOptions extends ConfiguredOptions {
  readonly format?: FormatName | "auto";
  readonly source?: string;
}

/** `tocsin parse [--format F] [FILE…]`: lines → entries, as they would be stored. */
export function addParse(program: Command): void {
  withConfiguration(program.command("parse"))
    .description(
      "read log lines and print one JSON object a line, in input order; unparsable lines as {error, line, n}",
    )
    .argument("[file...]", "log files, plain or gzip (default: standard input)")
    .option("--format <name>", "format of the lines (default: auto)", formatOption)
    .option("--source <name>", "read them as this source of the configuration")
    .action(async (paths: readonly string[], options: ParseOptions) => {
      const config = configuration(options);
      const { redactText } = redactorOf(config);
      const output = lineOutput();
      const source = sourceNamed(config, options.source);
      const reading = {
        format: options.format ?? source?.format ?? "auto",
        fields: source?.fields,
        redact: redactText,
        finish: finisher(config, source),
      };
      for (const input of inputs(paths)) await parseInput(input, reading, output);
    });
}

function sourceNamed({ sources }: Config, name: string | undefined): SourceConfig | undefined {
  if (name === undefined) return undefined;
  const source = sources.find((one) => one.name === name);
  if (source !== undefined) return source;
  const names = sources.map((one) => one.name).join(", ");
  throw new CliError(
    `\`${name}\` is no source of the configuration`,
    exitCodes.usage,
    `there are ${names === "" ? "none" : names}`,
  );
}

/** What the daemon does to an entry after it is parsed, but for the clock. */
function finisher(config: Config, source: SourceConfig | undefined): (entry: Entry) => Entry {
  const inZone = source?.timeZone === undefined ? undefined : createTimeZone(source.timeZone);
  const tagged = createTagging(config.taxonomy);
  return (entry) => tagged(inZone?.(entry) ?? entry, (own) => withDefaults(own, source));
}

interface Reading {
  readonly format: FormatName | "auto";
  readonly fields: readonly FieldMapping[] | undefined;
  readonly redact: (line: string) => string;
  readonly finish: (entry: Entry) => Entry;
}

async function parseInput(input: Input, reading: Reading, output: LineOutput): Promise<void> {
  const { format, fields, redact, finish } = reading;
  const file = await input.origin();
  const inherit = timeInheritance(file?.time);
  const emit = (parsed: Parsed): void => output.write(outputLine(parsed, (entry) => inherit(finish(entry))));
  const parser = createLineParser({ format, emit, file, redact, fields });
  for await (const { lines } of input.batches()) {
    const now = Date.now();
    for (const line of lines) parser.push(redact(line), now);
    await output.drain();
  }
  parser.flush();
  await output.drain();
}

function outputLine(parsed: Parsed, finish: (entry: Entry) => Entry): string {
  if ("reason" in parsed) {
    return JSON.stringify({ error: parsed.reason, line: parsed.raw, n: parsed.n });
  }
  return JSON.stringify({ n: parsed.n, ...entryToJson(finish(parsed.entry)) });
}
