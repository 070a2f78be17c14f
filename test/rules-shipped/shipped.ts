import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { RuleText } from "../../src/model/rule-text.ts";
import { type RuleSet, readRules } from "../../src/rules/read-rules.ts";

const root = new URL("../../", import.meta.url);

/** Text of a file of the project. */
export function projectFile(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

/** The files that hold the shipped rules and their defaults, in the order of their names. */
export function shippedFiles(): readonly RuleText[] {
  return readdirSync(new URL("rules/", root), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
    .map((path) => ({ path: `rules/${path}`, text: projectFile(`rules/${path}`) }));
}

/** The rules that ship with Tocsin, in that order. */
export function shippedRules(): RuleSet {
  return readRules(shippedFiles());
}
