import type { Command } from "commander";
import { tokenThatMay } from "../config/read-http.ts";
import { readDaemon } from "../store/data-directory.ts";
import { CliError, type EndWith, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, readConfigured, withConfiguration } from "./configured.ts";
import { ask } from "./daemon-desk.ts";
import { diagnosticsIn, reloadWords } from "./reload-words.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";

interface ReloadOptions extends ConfiguredOptions {
  readonly json?: boolean;
}

/** `tocsin reload`: asks the running daemon to read its files again, and prints what it found; exits 1 on errors. */
export function addReload(program: Command, endWith: EndWith): void {
  withConfiguration(program.command("reload"))
    .description(
      "let the running daemon read configuration, rules and templates again; exits 1 when it finds errors",
    )
    .option("--json", "as JSON")
    .action(async (options: ReloadOptions) => {
      // The daemon says what is wrong with the configuration; here it only names the data directory and the token.
      const { config } = readConfigured(options, "not needed");
      const data = options.data ?? config?.data ?? "data";
      const daemon = readDaemon(data);
      if (daemon === undefined) {
        // A configuration that does not load may be why it was not found.
        if (config === undefined) configuration(options);
        throw new CliError(
          `no daemon runs on ${data}`,
          exitCodes.problems,
          "`tocsin serve` reads everything when it starts; --data names another directory",
        );
      }
      const token = config === undefined ? undefined : tokenThatMay(config.http, "admin");
      const { status, body } = await ask({ address: daemon.address, token }, "POST", "/-/reload");
      if (status !== 200 && status !== 422) {
        throw new CliError(`the daemon answered ${status}: ${body["error"]}`, exitCodes.problems);
      }
      if (options.json === true) process.stdout.write(`${JSON.stringify(body, undefined, 2)}\n`);
      else {
        const colour = process.stdout.isTTY === true;
        process.stdout.write(formatDiagnostics(diagnosticsIn(body), { colour }));
        process.stdout.write(reloadWords(body));
      }
      if (status !== 200) endWith(exitCodes.problems);
    });
}
