import { CliError, exitCodes } from "./cli-error.ts";

const NUMBER = /^(?:INC-)?(\d{1,15})$/i;

/** `INC-42` or `42`. */
export function incidentNumber(text: string): number {
  const found = NUMBER.exec(text);
  if (found?.[1] === undefined) {
    throw new CliError(
      `\`${text}\` is no incident`,
      exitCodes.usage,
      "an incident is named like INC-42 or 42",
    );
  }
  return Number(found[1]);
}
