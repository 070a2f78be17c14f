import type { Command } from "commander";
import { nearestName } from "../rules/nearest-name.ts";
import { CliError, exitCodes } from "./cli-error.ts";

/**
 * For the command that its parent runs by default, which would else take a mistyped name for its own argument: says
 * that there is no such command, and which one may be meant.
 */
export function refuseUnknownName(list: Command): Command {
  return list.allowExcessArguments().hook("preAction", () => {
    const [name] = list.args;
    const { parent } = list;
    if (name === undefined || parent === null) return;
    const names = parent.commands.flatMap((one) => [one.name(), ...one.aliases()]);
    const nearest = nearestName(name, names);
    throw new CliError(
      `there is no \`tocsin ${parent.name()} ${name}\``,
      exitCodes.usage,
      nearest === undefined ? `there are ${names.join(", ")}` : `did you mean \`${nearest}\`?`,
    );
  });
}
