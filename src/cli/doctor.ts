import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import type { FormatName } from "../formats/format.ts";
import { readRules } from "../rules/read-rules.ts";
import { CliError, type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { redactorOf } from "./configured-redactor.ts";
import { examineClock } from "./doctor-clock.ts";
import { examineData } from "./doctor-data.ts";
import { examineLog } from "./doctor-file.ts";
import { type DoctorSection, type Finding, fine, hasWrong, note, reportText } from "./doctor-report.ts";
import { examineRules } from "./doctor-rules.ts";
import { placesOf, sendTests } from "./doctor-send.ts";
import { examineSources } from "./doctor-sources.ts";
import { fileSample } from "./file-sample.ts";
import { formatOption } from "./input.ts";
import { askDaemon } from "./status.ts";

interface DoctorOptions extends ConfiguredOptions {
  readonly send?: boolean;
  readonly receiver?: string;
  readonly format: FormatName | "auto";
  readonly json?: boolean;
}

/** `tocsin doctor`, `tocsin doctor FILE`, `tocsin doctor --send`: what is wrong, and what to do about it. */
export function addDoctor(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("doctor"))
    .description(
      "look for what is wrong with configuration, data, rules, clock and sources; with FILE say what a log can support; with --send try each receiver. Exits 1 when there is something to mend",
    )
    .argument("[file]", "a log, plain or gzip: what is read from it, and which rules lack which fields")
    .option("--send", "send a test message through each channel, and explain what the peers answer")
    .option("--receiver <name>", "with --send: this receiver only")
    .option("--format <name>", "format of FILE", formatOption, "auto")
    .option("--json", "as JSON")
    .action(async (file: string | undefined, options: DoctorOptions) => {
      const sections = await examine(file, options);
      process.stdout.write(
        options.json === true ? `${JSON.stringify(sections, undefined, 2)}\n` : reportText(sections),
      );
      if (hasWrong(sections)) endWith(exitCodes.problems);
    });
}

async function examine(file: string | undefined, options: DoctorOptions): Promise<readonly DoctorSection[]> {
  if (file !== undefined && options.send === true) {
    throw new CliError(
      "FILE and --send are two things to look at",
      exitCodes.usage,
      "run `tocsin doctor` twice",
    );
  }
  if (options.receiver !== undefined && options.send !== true) {
    throw new CliError("--receiver goes with --send", exitCodes.usage);
  }
  const config = configuration(options);
  if (options.send === true) return sendTests(config, options.receiver);
  if (file !== undefined) return examineFile(file, options.format, config);
  return examineAll(config, options.config);
}

async function examineAll(config: Config, path: string | undefined): Promise<readonly DoctorSection[]> {
  const answer = await askDaemon(config);
  const now = Date.now();
  return [
    { title: "configuration", findings: [configurationFinding(path)] },
    examineData(config, answer),
    await examineRules(config),
    examineClock(config, answer, now),
    ...(await examineSources(config, redactorOf(config).redactText, now)),
    receiversSection(config),
  ];
}

/** One with errors does not come this far: it is told by line, and ends the command. */
function configurationFinding(path: string | undefined): Finding {
  const used = path ?? (existsSync("tocsin.yaml") ? "tocsin.yaml" : undefined);
  if (used !== undefined) return fine(`${used} has no errors`);
  return note(
    "there is no tocsin.yaml here, so everything is as by default",
    "docs/configuration.md, or --config FILE",
  );
}

function receiversSection(config: Config): DoctorSection {
  const title = "receivers";
  if (config.receivers.length === 0) {
    const mend = "docs/receivers.md shows how to add one";
    return {
      title,
      findings: [note("there is none: nobody is told, `tocsin incidents` shows everything", mend)],
    };
  }
  const places = config.receivers.flatMap((receiver) =>
    placesOf(receiver).map((place) => fine(`${receiver.name}: ${place}`)),
  );
  return { title, findings: [...places, note("none of them was tried", "tocsin doctor --send")] };
}

async function examineFile(
  file: string,
  format: FormatName | "auto",
  config: Config,
): Promise<readonly DoctorSection[]> {
  const { rules } = readRules(readRuleFiles(config.rules).files);
  const sample = await fileSample(file, format, redactorOf(config).redactText, Date.now());
  return examineLog(file, sample, rules);
}
