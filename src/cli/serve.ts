import type { Command } from "commander";
import { realTime } from "../daemon/clock.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import {
  type ConfiguredOptions,
  configuration,
  defaultConfig,
  readConfigured,
  withConfiguration,
} from "./configured.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";

/** `tocsin serve`: the daemon, until SIGINT or SIGTERM; SIGHUP reloads. */
export function addServe(program: Command): void {
  withConfiguration(program.command("serve"))
    .description(
      "run the daemon: read, store, judge, tell; loopback only unless configured otherwise. SIGHUP reads all files again",
    )
    .action(async (options: ConfiguredOptions) => {
      const config = configuration(options, "needed");
      // Servers and channels take as long to load as all the rest; only this command and the demo need them.
      const [{ runDaemon }, { destination }] = await Promise.all([
        import("../daemon/run-daemon.ts"),
        import("pino"),
      ]);
      const end = ending();
      const started = await runDaemon({
        config,
        configFile: {
          path: options.config ?? defaultConfig,
          read: () => readConfigured(options, "needed"),
        },
        clock: realTime(),
        logTo: destination(2),
        onFatal: end.fail,
      });
      if (started.state === "held") {
        const where = started.by === undefined ? "" : ` (process ${started.by.pid} at ${started.by.address})`;
        throw new CliError(`another process works with ${config.data}${where}`, exitCodes.usage);
      }
      process.stderr.write(formatDiagnostics(started.diagnostics, { colour: process.stderr.isTTY === true }));
      const { daemon, rules } = started;
      process.stdout.write(
        `Tocsin judges by ${rules} ${rules === 1 ? "rule" : "rules"}, keeps its data in ${config.data} and listens on ${daemon.address}\n`,
      );
      const onHangUp = (): void => {
        daemon.reload("SIGHUP").catch((error: unknown) => {
          process.stderr.write(`tocsin: the reload failed: ${String(error)}
`);
        });
      };
      process.on("SIGHUP", onHangUp);
      const reason = await end.reason;
      process.off("SIGHUP", onHangUp);
      await daemon.stop();
      if (reason !== undefined) throw new CliError(reason, exitCodes.problems);
    });
}

/** Resolves on a signal, or with the reason why it cannot go on. */
function ending(): { readonly reason: Promise<string | undefined>; readonly fail: (reason: string) => void } {
  let finish: (reason: string | undefined) => void = () => {};
  const reason = new Promise<string | undefined>((resolve) => {
    finish = resolve;
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => finish(undefined));
  return { reason, fail: finish };
}
