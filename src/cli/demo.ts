import type { Command } from "commander";

/** `tocsin demo`: the whole product on a bundled real log. */
export function addDemo(program: Command): void {
  program
    .command("demo")
    .description(
      "play a real proxy log through the whole product, with a local mailbox and a local Slack; takes under a minute",
    )
    .option(
      "--keep <dir>",
      "where to put what it writes (default: a new folder in the system's temporary one)",
    )
    .action(async (options: { readonly keep?: string }) => {
      // Loaded here, so that the other commands start without it.
      const { runDemo } = await import("../demo/run-demo.ts");
      await runDemo({ folder: options.keep });
    });
}
