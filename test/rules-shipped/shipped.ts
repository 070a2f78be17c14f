import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { type RuleSet, readRules } from "../../src/rules/read-rules.ts";

const root = new URL("../../", import.meta.url);

/** Text of a file of the project. */
export function projectFile(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

/** The rules that ship with Tocsin, in the order of their files' names. */
export function shippedRules(): RuleSet {
  const paths = readdirSync(new URL("rules/", root), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
  return readRules(paths.map((path) => ({ path: `rules/${path}`, text: projectFile(`rules/${path}`) })));
}
