import type { Command } from "commander";
import type { IncidentAction } from "../model/incident-action.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { requireData, whoami, withDesk } from "./desk.ts";
import { incidentNumber } from "./incident-number.ts";
import { printable } from "./terminal-text.ts";

interface ActionOptions extends ConfiguredOptions {
  readonly by?: string;
}

/** `tocsin incidents ack|assign|note|resolve 42 …`: what a person does with an incident. */
export function addIncidentActions(incidents: Command): void {
  action(incidents, "ack")
    .description("say that you look after it: reminders stop, what gets worse is still told")
    .argument("<incident>", "INC-42 or 42")
    .action((text: string, options: ActionOptions) =>
      act({ type: "acknowledge", incident: incidentNumber(text), by: whoami(options.by) }, options),
    );
  action(incidents, "assign")
    .description("give it to somebody")
    .argument("<incident>", "INC-42 or 42")
    .argument("<owner>", "who has it from now on")
    .action((text: string, owner: string, options: ActionOptions) =>
      act({ type: "assign", incident: incidentNumber(text), by: whoami(options.by), owner }, options),
    );
  action(incidents, "note")
    .description("write something on its timeline")
    .argument("<incident>", "INC-42 or 42")
    .argument("<text...>", "what to remember")
    .action((text: string, words: readonly string[], options: ActionOptions) =>
      act(
        { type: "note", incident: incidentNumber(text), by: whoami(options.by), text: words.join(" ") },
        options,
      ),
    );
  action(incidents, "resolve")
    .description("end it by hand; alerts that go on firing do not bring it back, new ones do")
    .argument("<incident>", "INC-42 or 42")
    .argument("<reason...>", "why it is over")
    .action((text: string, words: readonly string[], options: ActionOptions) =>
      act(
        { type: "resolve", incident: incidentNumber(text), by: whoami(options.by), reason: words.join(" ") },
        options,
      ),
    );
}

function action(incidents: Command, name: string): Command {
  return withConfiguration(incidents.command(name)).option(
    "--by <name>",
    "who (default: the user of the system)",
  );
}

async function act(wanted: IncidentAction, options: ActionOptions): Promise<void> {
  const config = configuration(options);
  requireData(config);
  const result = await withDesk(config, (desk) => desk.act(wanted));
  if (result.state === "refused") {
    const hint = "`tocsin incidents list` shows what there is";
    throw new CliError(`not done: ${printable(result.why)}`, exitCodes.problems, hint);
  }
  process.stdout.write(`INC-${wanted.incident}: ${done(wanted)}\n`);
}

function done(wanted: IncidentAction): string {
  switch (wanted.type) {
    case "acknowledge":
      return `acknowledged by ${printable(wanted.by)}`;
    case "assign":
      return `${printable(wanted.owner)} has it`;
    case "note":
      return "noted";
    case "resolve":
      return "resolved";
  }
}
