import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import type { Config } from "../config/config.ts";
import type { ParsedConfig } from "../config/parse-config.ts";
import { readConfig } from "../config/read-config.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";

/** Where --config does not say otherwise, and if it is there. */
export const defaultConfig = "tocsin.yaml";

export interface ConfiguredOptions {
  readonly config?: string;
  readonly data?: string;
}

/** Adds --config and --data, which mean the same in every command that has them. */
export function withConfiguration(command: Command): Command {
  return command
    .addOption(
      new Option("--config <file>", "configuration file (default: ./tocsin.yaml where there is one)"),
    )
    .addOption(
      new Option("--data <dir>", "data directory (default: ./data, or `data` of the configuration)").env(
        "TOCSIN_DATA",
      ),
    );
}

/**
 * The configuration with --data applied; what is wrong with it ends the command with exit code 2. Only a command
 * that tells people needs the secrets it names; and only there, and in `check`, warnings are shown: whoever is woken
 * and silences something has no use for them.
 */
export function configuration(
  options: ConfiguredOptions,
  secrets: "needed" | "not needed" = "not needed",
): Config {
  const { config, diagnostics } = readConfigured(options, secrets);
  const shown = diagnostics.filter((one) => secrets === "needed" || one.severity === "error");
  if (shown.length > 0) {
    process.stderr.write(formatDiagnostics(shown, { colour: process.stderr.isTTY === true }));
  }
  if (config === undefined) throw new CliError("the configuration is wrong", exitCodes.usage);
  return config;
}

/** The configuration with --data applied, or what is wrong with it. */
export function readConfigured(
  { config: given, data }: ConfiguredOptions,
  secrets: "needed" | "not needed",
): ParsedConfig {
  const path = given ?? (existsSync(defaultConfig) ? defaultConfig : undefined);
  const read = readConfig(path, process.env, secrets);
  if (read.config === undefined || data === undefined) return read;
  return { ...read, config: { ...read.config, data } };
}
