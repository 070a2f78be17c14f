import type { Rule } from "../model/rule.ts";
import type { RuleText } from "../model/rule-text.ts";
import { isDefaultsFile } from "../rules/defaults.ts";
import type { RuleFile } from "../rules/read-rule.ts";
import { readRules } from "../rules/read-rules.ts";
import { readYaml } from "../rules/read-yaml.ts";
import { type Path, valueAt, type YamlDocument } from "../rules/yaml-document.ts";
import { type RuleMutation, ruleMutations } from "./rule-mutations.ts";
import { runRuleTest, type TestWorld } from "./run-rule-test.ts";

/** A slip in a rule that none of its tests noticed. */
export interface Survivor {
  /** Such as `window: 1m → 2m`. */
  readonly words: string;
  /** Where it was made in the rule's file. */
  readonly line: number;
}

export interface MutationOutcome {
  /** Slips that were tried: those that make a rule, and another one. */
  readonly tried: number;
  readonly survivors: readonly Survivor[];
}

/**
 * Makes slips in a rule, one at a time, and runs its tests on each: a slip that they all pass is one that nobody would
 * notice. Only of use where the rule passes them itself. `files`: what the rule was read from.
 */
export function mutateRule(
  { rule, tests }: RuleFile,
  files: readonly RuleText[],
  world: TestWorld,
): MutationOutcome {
  const document = documentOf(rule, files);
  if (document === undefined) return { tried: 0, survivors: [] };
  const defaults = files.filter(({ path }) => isDefaultsFile(path));
  const known = new Set([rule.meaning]);
  const survivors: Survivor[] = [];
  let tried = 0;
  for (const mutation of ruleMutations(document.value)) {
    const mutant = readMutant(document.value, mutation, rule.file, defaults);
    // What is no rule is noticed by check; what means the same is no slip; and each meaning is tried once.
    if (mutant === undefined || known.has(mutant.meaning)) continue;
    known.add(mutant.meaning);
    tried++;
    if (tests.some((test) => !runRuleTest(mutant, test, world).passed)) continue;
    survivors.push({ words: mutation.words, line: lineOf(mutation.place ?? mutation.path, document) });
  }
  return { tried, survivors };
}

function documentOf(rule: Rule, files: readonly RuleText[]): YamlDocument | undefined {
  const file = files.find(({ path }) => path === rule.file);
  if (file === undefined) return undefined;
  return readYaml(file.path, file.text).documents.find(({ line }) => line === rule.line);
}

function readMutant(
  value: unknown,
  { path, to }: RuleMutation,
  file: string,
  defaults: readonly RuleText[],
): Rule | undefined {
  const copy: unknown = structuredClone(value);
  if (typeof copy !== "object" || copy === null) return undefined;
  Reflect.deleteProperty(copy, "tests");
  const holder = valueAt(copy, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof holder !== "object" || holder === null || key === undefined) return undefined;
  if (to !== undefined) Reflect.set(holder, key, to);
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
  // JSON is YAML, and says what it says.
  return readRules([...defaults, { path: file, text: JSON.stringify(copy) }]).rules[0];
}

function lineOf(path: Path, { source, keySpan }: YamlDocument): number {
  return source.lineAt(keySpan(path).start);
}
