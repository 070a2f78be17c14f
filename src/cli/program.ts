import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addCheck } from "./check.ts";
import { CliError, type EndWith, type ExitCode, exitCodes } from "./cli-error.ts";
import { addDeliveries } from "./deliveries.ts";
import { addDemo } from "./demo.ts";
import { addDoctor } from "./doctor.ts";
import { addIncidents } from "./incidents.ts";
import { addIngest } from "./ingest.ts";
import { addParse } from "./parse.ts";
import { addReload } from "./reload.ts";
import { addRender } from "./render.ts";
import { addReplay } from "./replay.ts";
import { addRoute } from "./route.ts";
import { addServe } from "./serve.ts";
import { addSilence } from "./silence.ts";
import { addStatus } from "./status.ts";

/** Runs the command line and says with what to exit. Never throws: what goes wrong is told on standard error. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const result: { code: ExitCode } = { code: exitCodes.fine };
  const program = createProgram((code) => {
    result.code = code;
  });
  endQuietlyOnBrokenPipe();
  try {
    await program.parseAsync([...argv]);
    return result.code;
  } catch (error) {
    return report(error);
  }
}

function createProgram(endWith: EndWith): Command {
  const program = new Command("tocsin")
    .description(
      "Reads the logs of Go module proxies, judges them by rules in files, and tells the person on call what they need to know.",
    )
    .version(version())
    .showSuggestionAfterError()
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride();
  addServe(program);
  addReload(program, endWith);
  addDemo(program);
  addParse(program);
  addIngest(program);
  addReplay(program);
  addCheck(program, endWith);
  addRender(program);
  addIncidents(program);
  addSilence(program);
  addRoute(program);
  addDeliveries(program);
  addStatus(program, endWith);
  addDoctor(program, endWith);
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
