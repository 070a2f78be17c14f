import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { CliError, type EndWith, type ExitCode, exitCodes } from "./cli-error.ts";

type AddCommand = (program: Command, endWith: EndWith) => void;

/** In the order in which help lists them. Loaded when asked for: all of them together take a third of a second. */
const COMMANDS: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ["serve", async () => (await import("./serve.ts")).addServe],
  ["reload", async () => (await import("./reload.ts")).addReload],
  ["init", async () => (await import("./init.ts")).addInit],
  ["demo", async () => (await import("./demo.ts")).addDemo],
  ["parse", async () => (await import("./parse.ts")).addParse],
  ["ingest", async () => (await import("./ingest.ts")).addIngest],
  ["replay", async () => (await import("./replay.ts")).addReplay],
  ["backtest", async () => (await import("./backtest.ts")).addBacktest],
  ["explain", async () => (await import("./explain.ts")).addExplain],
  ["query", async () => (await import("./query.ts")).addQuery],
  ["check", async () => (await import("./check.ts")).addCheck],
  ["test", async () => (await import("./test.ts")).addTest],
  ["schema", async () => (await import("./schema.ts")).addSchema],
  ["coverage", async () => (await import("./coverage.ts")).addCoverage],
  ["render", async () => (await import("./render.ts")).addRender],
  ["incidents", async () => (await import("./incidents.ts")).addIncidents],
  ["silence", async () => (await import("./silence.ts")).addSilence],
  ["route", async () => (await import("./route.ts")).addRoute],
  ["deliveries", async () => (await import("./deliveries.ts")).addDeliveries],
  ["status", async () => (await import("./status.ts")).addStatus],
  ["doctor", async () => (await import("./doctor.ts")).addDoctor],
]);

/** Runs the command line and says with what to exit. Never throws: what goes wrong is told on standard error. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const result: { code: ExitCode } = { code: exitCodes.fine };
  endQuietlyOnBrokenPipe();
  const program = await createProgram(argv[2], (code) => {
    result.code = code;
  });
  try {
    await program.parseAsync([...argv]);
    return result.code;
  } catch (error) {
    return report(error);
  }
}

/** With the named command alone; with all of them where it is none of ours, for help and suggestions. */
async function createProgram(name: string | undefined, endWith: EndWith): Promise<Command> {
  const program = new Command("tocsin")
    .description(
      "Reads the logs of Go module proxies, judges them by rules in files, and tells the person on call what they need to know.",
    )
    .version(version())
    .showSuggestionAfterError()
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride();
  const named = COMMANDS.get(name ?? "");
  const wanted = named === undefined ? [...COMMANDS.values()] : [named];
  for (const load of wanted) (await load())(program, endWith);
  for (const command of program.commands) command.exitOverride();
  return program;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const found = /"version": "([^"]+)"/.exec(text);
  return found?.[1] ?? "unknown";
}

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    // --help and --version end this way too.
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  }
  if (error instanceof CliError) {
    process.stderr.write(`tocsin: ${error.message}\n`);
    if (error.hint !== undefined) process.stderr.write(`  hint: ${error.hint}\n`);
    return error.exitCode;
  }
  if (error instanceof Error && error.name === "DataNewerThanProgram") {
    process.stderr.write(
      `tocsin: ${error.message}\n  hint: install the newer version, or use another --data\n`,
    );
    return exitCodes.dataNewer;
  }
  process.stderr.write(
    `tocsin: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCodes.problems;
}

/** `tocsin parse … | head` ends when head has seen enough; that is no error. */
function endQuietlyOnBrokenPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.fine);
    throw error;
  });
}
