import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { tokenThatMay } from "../config/read-http.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import { readRules } from "../rules/read-rules.ts";
import { readDaemon } from "../store/data-directory.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { coverage } from "../study/coverage.ts";
import { type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { lackWords } from "./coverage-report.ts";
import { viewsOfStore } from "./source-views.ts";
import { type CannotFire, type DaemonAnswer, statusReport, troubles } from "./status-report.ts";
import { statusWords } from "./status-words.ts";
import { readingStores } from "./stores.ts";

interface StatusOptions extends ConfiguredOptions {
  readonly json?: boolean;
}

/** `tocsin status`: whether a daemon runs, how far it has judged, what it stored, what waits; exits 1 on trouble. */
export function addStatus(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("status"))
    .description(
      "does it judge, how far behind is it, what came in, what waits to go out, does it fit on the disk",
    )
    .option("--json", "as JSON")
    .action(async (options: StatusOptions) => {
      const config = configuration(options);
      await readingStores(config, async (stores) => {
        const report = statusReport(stores, await askDaemon(config), cannotFireHere(config, stores));
        process.stdout.write(
          options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : statusWords(report),
        );
        if (troubles(report).length > 0) endWith(exitCodes.problems);
      });
    });
}

/** By the newest entries of each source, so that it costs the same in a large store. */
function cannotFireHere({ rules: paths }: Config, { log, search }: ReadStores): readonly CannotFire[] {
  const { rules } = readRules(readRuleFiles(paths).files);
  const views = [...viewsOfStore(log, search.maxSequence()).values()];
  return coverage(rules, views).flatMap(({ rule, covers }) =>
    covers
      .filter(({ verdict }) => verdict === "cannot_fire")
      .map((cover) => ({ rule, source: cover.source, why: lackWords(cover) })),
  );
}

export async function askDaemon(config: Config): Promise<DaemonAnswer> {
  const daemon = readDaemon(config.data);
  if (daemon === undefined) return { daemon, says: undefined };
  const token = tokenThatMay(config.http, "read");
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch(new URL("/api/v1/status", daemon.address), {
      headers,
      signal: AbortSignal.timeout(3000),
    });
    return { daemon, says: response.ok ? ((await response.json()) as Record<string, unknown>) : undefined };
  } catch {
    return { daemon, says: undefined };
  }
}
