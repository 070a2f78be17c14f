import { readdirSync, readFileSync } from "node:fs";
import { type RuleSet, readRules } from "../../src/rules/read-rules.ts";

const root = new URL("../../", import.meta.url);

/** Text of a file of the project. */
export function projectFile(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

/** The rules that ship with Tocsin. */
export function shippedRules(): RuleSet {
  const names = readdirSync(new URL("rules/", root)).filter((name) => name.endsWith(".yaml"));
  return readRules(
    names.sort().map((name) => ({ path: `rules/${name}`, text: projectFile(`rules/${name}`) })),
  );
}
