import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { isRepository } from "./check-targets.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, defaultConfig } from "./configured.ts";

/** Whose rules are tested, and where they are. */
export interface TestTargets {
  readonly config: Config;
  readonly rules: readonly string[];
}

/**
 * What `check` would look at, of it the rules: those of the configuration where no path is given, and of a directory
 * that holds a tocsin.yaml those that it names. Its templates and runbooks are then used as well.
 */
export function testTargets(paths: readonly string[], options: ConfiguredOptions): TestTargets {
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new CliError(`there is no ${missing}`, exitCodes.usage);
  const repositories = new Map(
    paths
      .filter(isRepository)
      .map((path) => [path, configuration({ ...options, config: join(path, defaultConfig) })]),
  );
  const [first] = repositories.values();
  const config = options.config === undefined && first !== undefined ? first : configuration(options);
  if (paths.length === 0) return { config, rules: config.rules };
  return { config, rules: paths.flatMap((path) => repositories.get(path)?.rules ?? [path]) };
}
