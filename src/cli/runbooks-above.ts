import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { runbookReader } from "../daemon/runbook-files.ts";

/**
 * The runbook of a rule that is looked at by its path alone: `runbook` is relative to the directory that holds rules/
 * and runbooks/, which is one of those that the rule's file lies in; the nearest that has such a file.
 */
export function runbooksAbove(ruleFile: string, runbook = ""): string | undefined {
  const path = runbook.split("#")[0] ?? "";
  for (let directory = dirname(resolve(ruleFile)); ; directory = dirname(directory)) {
    if (existsSync(join(directory, path))) return runbookReader(directory)(path);
    if (directory === dirname(directory)) return undefined;
  }
}
