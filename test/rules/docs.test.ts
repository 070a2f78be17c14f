import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FIELDS } from "../../src/model/entry.ts";
import { FUNCTIONS } from "../../src/rules/check-call.ts";
import { baselineSchema } from "../../src/rules/condition-baseline.ts";
import { CONDITIONS } from "../../src/rules/conditions.ts";
import { defaultsJsonSchema, ruleJsonSchema } from "../../src/rules/json-schema.ts";
import { readRules } from "../../src/rules/read-rules.ts";
import { defaultsSchema, ruleSchema } from "../../src/rules/rule-schema.ts";
import { ruleTestSchema } from "../../src/rules/rule-test-schema.ts";
import { allSchemaKeys, schemaKeysAt } from "../../src/rules/schema-keys.ts";
import { runRuleTest } from "../../src/study/run-rule-test.ts";
import { testWorld } from "../rules-shipped/test-world.ts";

const doc = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");

/** Where codes stand outside of src/rules. */
const OTHER_SOURCES = ["../../src/config/rule-files.ts", "../../src/daemon/check-retention.ts"];
/** Codes of schemas, which are put together. */
const MADE = ["rule/unknown-key", "rule/missing-key", "rule/wrong-type"];

function source(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

function sourcesIn(folder: string): readonly string[] {
  const names = readdirSync(new URL(folder, import.meta.url)).filter((name) => name.endsWith(".ts"));
  return names.map((name) => source(folder + name));
}

/** The first column of the tables of a chapter. */
function rows(heading: string): readonly string[] {
  const chapter = doc.split(/^(?=#{2,3} )/m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...chapter.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "").sort();
}

function sorted(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)].sort();
}

describe("docs/rules.md", () => {
  it("has a row for each key of a rule and no other", () => {
    const keys = allSchemaKeys(ruleSchema).filter((key) => !key.startsWith("tests."));
    expect(rows("## Keys")).toEqual(sorted(keys));
  });

  it("has a row for each key of _defaults.yaml and no other", () => {
    expect(rows("## _defaults.yaml")).toEqual(sorted(allSchemaKeys(defaultsSchema)));
  });

  it.each(Object.keys(CONDITIONS))("has a chapter on the condition %s with each of its keys", (type) => {
    const condition = Object.entries(CONDITIONS).find(([name]) => name === type)?.[1];
    const keys = schemaKeysAt(condition?.schema ?? ruleSchema, []).filter((key) => key !== "type");
    expect(rows(`### ${type}`)).toEqual(sorted(keys));
  });

  it("has no chapter on a condition that does not exist", () => {
    const chapter = doc.slice(doc.indexOf("## Conditions"), doc.indexOf("## Expressions"));
    const titles = [...chapter.matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? "");
    expect(sorted(titles)).toEqual(sorted(Object.keys(CONDITIONS)));
  });

  it("has a row for each key of a baseline and no other", () => {
    expect(rows("## Baselines")).toEqual(sorted(schemaKeysAt(baselineSchema, [])));
  });

  it("has a row for each key of a test and what is in it, fields of an entry left out", () => {
    const chapter = doc.slice(doc.indexOf("\n## Tests\n"), doc.indexOf("\n## What is refused"));
    const named = [...chapter.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].map(([, cell = ""]) => cell);
    const keys = allSchemaKeys(ruleTestSchema).map((key) => key.split(".").at(-1) ?? "");
    const own = keys.filter((key) => !Object.hasOwn(FIELDS, key) || key === "format" || key === "tenant");
    const described = named.join(", ").replaceAll("`", "").split(", ");
    // The list of `expect`, told in its own row.
    expect(sorted([...described, "alerts"])).toEqual(sorted(own));
  });

  it("shows tests that pass", () => {
    const examples = [...doc.matchAll(/^```yaml\n(id:[\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
    const tested = readRules(
      examples.map((text, place) => ({ path: `${place}.yaml`, text })),
    ).ruleFiles.flatMap(({ rule, tests }) => tests.map((test) => runRuleTest(rule, test, testWorld)));
    expect(tested.length).toBeGreaterThan(1);
    expect(tested.filter(({ passed }) => !passed)).toEqual([]);
  });

  it("has a row for each function and no other", () => {
    expect(rows("### Functions")).toEqual(sorted(Object.values(FUNCTIONS).map((one) => one.usage)));
  });

  it("has each code by which something is refused and no other", () => {
    const chapter = doc.slice(doc.indexOf("## What is refused, by code"));
    const documented = [...chapter.matchAll(/`([a-z]+\/[a-z-]+)`/g)].map((match) => match[1] ?? "");
    const sources = [...sourcesIn("../../src/rules/"), ...OTHER_SOURCES.map(source)].join("\n");
    const codes = [...sources.matchAll(/"((?:yaml|rule|expression|retention|files)\/[a-z-]+)"/g)];
    // Those of a schema get their area put before them.
    const ofSchemas = [...sources.matchAll(/\bname: "(bad-[a-z]+)"/g)].map((match) => `rule/${match[1]}`);
    const used = sorted([...codes.map((match) => match[1] ?? ""), ...ofSchemas, ...MADE]);
    expect(sorted(documented)).toEqual(used);
  });

  it("shows rules that are right", () => {
    const examples = [...doc.matchAll(/^```yaml\n(id:[\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) expect(readRules([{ path: "docs.yaml", text }]).diagnostics).toEqual([]);
  });
});

describe("the JSON Schemas", () => {
  it.each([
    ["rule", ruleJsonSchema(doc)],
    ["defaults", defaultsJsonSchema(doc)],
  ])("%s.schema.json says what the docs and the code say (npm run schema)", (kind, schema) => {
    const checkedIn = readFileSync(new URL(`../../rules/${kind}.schema.json`, import.meta.url), "utf8");
    expect(`${JSON.stringify(schema, undefined, 2)}\n`).toBe(checkedIn);
  });
});
