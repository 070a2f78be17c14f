import type { Command } from "commander";
import type { FormatName } from "../formats/format.ts";
import { timeInheritance } from "../formats/inherit-time.ts";
import { createLineParser, type Parsed } from "../formats/line-parser.ts";
import type { Entry } from "../model/entry.ts";
import { entryToJson } from "../model/entry-json.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { redactorOf } from "./configured-redactor.ts";
import { formatOption, type Input, inputs } from "./input.ts";
import { type LineOutput, lineOutput } from "./line-output.ts";

interface ParseOptions extends ConfiguredOptions {
  readonly format: FormatName | "auto";
}

/** `tocsin parse [--format F] [FILE…]`: lines → entries, as they would be stored. */
export function addParse(program: Command): void {
  withConfiguration(program.command("parse"))
    .description(
      "read log lines and print one JSON object a line, in input order; unparsable lines as {error, line, n}",
    )
    .argument("[file...]", "log files, plain or gzip (default: standard input)")
    .option("--format <name>", "format of the lines", formatOption, "auto")
    .action(async (paths: readonly string[], options: ParseOptions) => {
      const config = configuration(options);
      const { redactText } = redactorOf(config);
      const output = lineOutput();
      for (const input of inputs(paths)) {
        await parseInput(input, options.format, redactText, output);
      }
    });
}

async function parseInput(
  input: Input,
  format: FormatName | "auto",
  redact: (line: string) => string,
  output: LineOutput,
): Promise<void> {
  const file = await input.origin();
  const inherit = timeInheritance(file?.time);
  const emit = (parsed: Parsed): void => output.write(outputLine(parsed, inherit));
  const parser = createLineParser({ format, emit, file, redact });
  for await (const { lines } of input.batches()) {
    const now = Date.now();
    for (const line of lines) parser.push(redact(line), now);
    await output.drain();
  }
  parser.flush();
  await output.drain();
}

function outputLine(parsed: Parsed, inherit: (entry: Entry) => Entry): string {
  if ("reason" in parsed) {
    return JSON.stringify({ error: parsed.reason, line: parsed.raw, n: parsed.n });
  }
  return JSON.stringify({ n: parsed.n, ...entryToJson(inherit(parsed.entry)) });
}
