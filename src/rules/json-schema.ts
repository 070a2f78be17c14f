import { z } from "zod";
import { CONDITIONS } from "./conditions.ts";
import { keyDocs } from "./key-docs.ts";
import { defaultsSchema, ruleSchema } from "./rule-schema.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What editors know, language servers for YAML included. */
const DRAFT = "draft-07";

/**
 * The shape of a rule for editors, from the very schemas that rules are read by; `docs` is docs/rules.md, whose tables
 * say what each key means. It takes every rule that `check` takes. What hangs together across keys, and what
 * expressions say, is beyond it.
 */
export function ruleJsonSchema(docs: string): JsonSchema {
  const rule = jsonSchema(ruleSchema);
  describe(rule, keyDocs(docs, "## Keys"));
  const chapters = ["## Tests", "### What comes in", "### What is expected", "### The incident"];
  const tests = rule.properties?.["tests"];
  for (const chapter of chapters) describeDeep(tests, keyDocs(docs, chapter));
  const types = Object.entries(CONDITIONS).map(([type, { schema }]) => [
    type,
    conditionSchema(type, schema, docs),
  ]);
  refer(rule, "condition");
  refer(rule.properties?.["escalate"], "condition");
  const single = Object.keys(CONDITIONS).filter((type) => !JOINING.includes(type));
  return {
    ...rule,
    title: "Tocsin rule",
    definitions: {
      ...Object(rule["definitions"]),
      condition: byType(Object.keys(CONDITIONS)),
      singleCondition: byType(single),
      ...Object.fromEntries(types),
    },
  };
}

/** The shape of `_defaults.yaml`. */
export function defaultsJsonSchema(docs: string): JsonSchema {
  const defaults = jsonSchema(defaultsSchema);
  describe(defaults, keyDocs(docs, "## Keys"));
  describe(defaults, keyDocs(docs, "## _defaults.yaml"));
  return { ...defaults, title: "Tocsin _defaults.yaml" };
}

function jsonSchema(schema: z.core.$ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", target: DRAFT, unrepresentable: "any" });
}

/** They hold other conditions, and never one another. */
const JOINING: readonly string[] = ["all_of", "any_of"];
const COMPARATORS: readonly string[] = ["gt", "gte", "lt", "lte"];

function conditionSchema(type: string, schema: z.ZodObject, docs: string): JsonSchema {
  const { $schema: _, ...condition } = jsonSchema(schema);
  describe(condition, keyDocs(docs, `### ${type}`));
  const { baseline, conditions: parts } = condition.properties ?? {};
  describe(baseline, keyDocs(docs, "## Baselines"));
  if (typeof baseline === "object") baseline.anyOf = [{ required: ["window"] }, { required: ["at"] }];
  if (typeof parts === "object") {
    Object.assign(parts, {
      minProperties: 1,
      additionalProperties: { $ref: "#/definitions/singleCondition" },
    });
  }
  const known = Object.keys(condition.properties ?? {});
  const compares = COMPARATORS.every((key) => known.includes(key));
  if (!compares) return condition;
  return { ...condition, anyOf: COMPARATORS.map((key) => ({ required: [key] })) };
}

/** An editor that knows the type offers its keys only, and says of a wrong key what it is, not that nothing fits. */
function byType(types: readonly string[]): JsonSchema {
  return {
    type: "object",
    properties: { type: { enum: [...types] } },
    required: ["type"],
    allOf: types.map((type) => ({
      if: { properties: { type: { const: type } }, required: ["type"] },
      // biome-ignore lint/suspicious/noThenProperty: the word is JSON Schema's.
      then: { $ref: `#/definitions/${type}` },
    })),
  };
}

function refer(schema: JsonSchema | boolean | undefined, key: string): void {
  const properties = typeof schema === "object" ? schema.properties : undefined;
  const before = properties?.[key];
  if (properties === undefined || typeof before !== "object") return;
  // Beside a reference nothing else counts.
  const { description } = before;
  properties[key] = {
    allOf: [{ $ref: "#/definitions/condition" }],
    ...(description === undefined ? {} : { description }),
  };
}

type Docs = ReadonlyMap<string, string>;

/** Keys by their names; `escalate.severity` is one within another. */
function describe(schema: JsonSchema | boolean | undefined, docs: Docs): void {
  if (typeof schema !== "object") return;
  for (const [path, words] of docs) {
    const found = path.split(".").reduce<JsonSchema | undefined>(propertyOf, schema);
    if (found !== undefined) found.description = words;
  }
}

function propertyOf(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  const items = schema?.items;
  const holder = typeof items === "object" && !Array.isArray(items) ? items : schema;
  const found = holder?.properties?.[key];
  return typeof found === "object" ? found : undefined;
}

/** The same words wherever a key of that name stands and has none yet. */
function describeDeep(schema: JsonSchema | boolean | undefined, docs: Docs): void {
  if (typeof schema !== "object") return;
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    const words = docs.get(key);
    if (typeof inner === "object" && words !== undefined) inner.description ??= words;
    describeDeep(inner, docs);
  }
  if (typeof schema.items === "object" && !Array.isArray(schema.items)) describeDeep(schema.items, docs);
}
