import { readRuleFiles } from "../config/rule-files.ts";
import type { Rule } from "../model/rule.ts";
import { nearestName } from "../rules/nearest-name.ts";
import { readRules } from "../rules/read-rules.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { formatDiagnostics } from "./report-diagnostics.ts";

/** Wrong rules are told and left out; the others are judged, as `serve` would. */
export function rulesIn(paths: readonly string[]): readonly Rule[] {
  const files = readRuleFiles(paths);
  const set = readRules(files.files);
  const diagnostics = [...files.diagnostics, ...set.diagnostics];
  if (diagnostics.length > 0) {
    process.stderr.write(formatDiagnostics(diagnostics, { colour: process.stderr.isTTY === true }));
  }
  if (set.rules.length === 0) {
    throw new CliError(`there is no rule in ${paths.join(", ")}`, exitCodes.usage);
  }
  return set.rules;
}

/** The rules of these ids; a name that no rule has ends the command. */
export function namedRules(rules: readonly Rule[], ids: readonly string[]): readonly Rule[] {
  const known = rules.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    const nearest = nearestName(id, known);
    const hint = nearest === undefined ? `there are ${known.join(", ")}` : `did you mean \`${nearest}\`?`;
    throw new CliError(`there is no rule \`${id}\``, exitCodes.usage, hint);
  }
  return rules.filter(({ id }) => ids.includes(id));
}
