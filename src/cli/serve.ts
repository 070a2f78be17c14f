import type { Command } from "commander";
import type { Config } from "../config/config.ts";
import { realTime } from "../daemon/clock.ts";
import { formatInstant } from "../model/instant.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import {
  type ConfiguredOptions,
  configuration,
  defaultConfig,
  readConfigured,
  withConfiguration,
} from "./configured.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";
import { readingStoresIfThere } from "./stores.ts";
import { type InstantArgument, instantArgument } from "./time-range.ts";

/** `tocsin serve`: the daemon, until SIGINT or SIGTERM; SIGHUP reloads. */
export function addServe(program: Command): void {
  withConfiguration(program.command("serve"))
    .description(
      "run the daemon: read, store, judge, tell; loopback only unless configured otherwise. SIGHUP reads all files again",
    )
    .option(
      "--from <time>",
      "judge entries that are stored already, from here on: 7d, or an instant; where nothing was judged yet",
      instantArgument,
    )
    .action(async (options: ServeOptions) => {
      const config = configuration(options, "needed");
      const from = options.from?.(Date.now());
      if (from !== undefined) await requireUnjudged(config);
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
        ...(from === undefined ? {} : { from }),
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
          process.stderr.write(`tocsin: the reload failed: ${String(error)}\n`);
        });
      };
      process.on("SIGHUP", onHangUp);
      const reason = await end.reason;
      process.off("SIGHUP", onHangUp);
      process.once("SIGINT", endAtOnce).once("SIGTERM", endAtOnce);
      await daemon.stop();
      // A message that is still under way has had its time; its connection must not keep the process.
      setTimeout(() => process.exit(), lingerMs).unref();
      if (reason !== undefined) throw new CliError(reason, exitCodes.problems);
    });
}

interface ServeOptions extends ConfiguredOptions {
  readonly from?: InstantArgument;
}

/** Log time is judged once, in order: what lies before it cannot be put in front. */
async function requireUnjudged(config: Config): Promise<void> {
  const ledger = await readingStoresIfThere(config, (stores) => stores.state.ledger());
  if (ledger === undefined) return;
  throw new CliError(
    `${config.data} has been judged already, from ${formatInstant(ledger.from)} to ${formatInstant(ledger.to)}`,
    exitCodes.usage,
    "leave --from out; `tocsin ingest --judge` judges older lines, `tocsin backtest` tells nobody",
  );
}

/** For what is left to close by itself, ms. */
const lingerMs = 500;

/** A second signal: whoever sends it waits for nothing. A kill at any step loses nothing either. */
function endAtOnce(): void {
  process.stderr.write("tocsin: ended at once, by a second signal\n");
  process.exit(exitCodes.problems);
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
