import { type Matcher, parseMatcher } from "../model/matcher.ts";
import { CliError, exitCodes } from "./cli-error.ts";

const EXAMPLE = "such as alertname=sustained-502 or service=~'edge|athens'; operators are = != =~ !~";

/** `service=athens client_id=~"ci-.*"` as matchers; one that is none ends the command. */
export function matcherArguments(texts: readonly string[]): readonly Matcher[] {
  return texts.map((text) => {
    const matcher = parseMatcher(text);
    if (matcher === undefined) throw new CliError(`\`${text}\` is no matcher`, exitCodes.usage, EXAMPLE);
    return matcher;
  });
}

/** `service=athens severity=critical` as labels. */
export function labelArguments(texts: readonly string[]): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (const { name, operator, value } of matcherArguments(texts)) {
    if (operator !== "=") {
      const hint = "labels are given as name=value, such as severity=critical service=athens";
      throw new CliError(`\`${name}${operator}${value}\` is no label`, exitCodes.usage, hint);
    }
    labels[name] = value;
  }
  return labels;
}
