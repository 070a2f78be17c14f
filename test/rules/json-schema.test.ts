import { readdirSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import { defaultsJsonSchema, ruleJsonSchema } from "../../src/rules/json-schema.ts";
import { readRules } from "../../src/rules/read-rules.ts";
import { readYaml } from "../../src/rules/read-yaml.ts";
import type { YamlDocument } from "../../src/rules/yaml-document.ts";

const root = new URL("../../", import.meta.url);
const file = (path: string): string => readFileSync(new URL(path, root), "utf8");
const docs = file("docs/rules.md");

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
const accepts: ValidateFunction = ajv.compile(ruleJsonSchema(docs));
const acceptsDefaults = ajv.compile(defaultsJsonSchema(docs));

/** What has to do with the shape of a rule, and must be seen by an editor as well. */
const SHAPE: ReadonlySet<string> = new Set(
  `unknown-key missing-key wrong-type bad-duration bad-url bad-id unknown-condition unknown-field bad-aggregate`
    .split(" ")
    .map((name) => `rule/${name}`),
);
/** What is seen by looking at several keys, into a text, or at other rules. */
const BEYOND =
  /^rule\/(?:bad-(?:baseline|comparator|escalation|expect|field|label|name|steps|test|title)|duplicate-id|too-many|unknown-label)$|^expression\//;

const defaults = { path: "rules/_defaults.yaml", text: "severity: info\n" };

/** What `check` says of one document, which takes its severity from elsewhere where it has none. */
function checked(value: unknown): readonly Diagnostic[] {
  // Any JSON is YAML.
  return readRules([defaults, { path: "rules/a.yaml", text: JSON.stringify(value) }]).diagnostics;
}

/** How long a time may be, by itself or beside another, is no matter of its spelling. */
function isOfShape({ code, message }: Diagnostic): boolean {
  return SHAPE.has(code) && !/is too long$|^a group is forgotten after/.test(message);
}

function documentsBelow(folder: string): readonly YamlDocument[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml") && !name.endsWith("_defaults.yaml"))
    .flatMap((name) => readYaml(name, file(`${folder}/${name}`)).documents);
}

const examples = [...docs.matchAll(/^```yaml\n(id:[\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
const right = [
  ...documentsBelow("rules"),
  ...documentsBelow("test/rules/lints/fixtures"),
  ...readYaml("good.yaml", file("test/rules/fixtures/good.yaml")).documents,
  ...examples.flatMap((text) => readYaml("docs.yaml", text).documents),
].map(({ value }) => value);

describe("descriptions", () => {
  it("say what each key of a rule and of a condition means", () => {
    const { properties = {}, definitions } = ruleJsonSchema(docs) as Described;
    const conditions = Object.entries(definitions ?? {}).filter(
      ([, { properties: keys = {} }]) => "match" in keys,
    );
    expect(conditions.length).toBeGreaterThan(5);
    const bare = [["rule", { properties }] as const, ...conditions].flatMap(
      ([name, { properties: keys = {} }]) =>
        Object.entries(keys).flatMap(([key, { description }]) =>
          key === "type" || (description ?? "") !== "" ? [] : [`${name}.${key}`],
        ),
    );
    expect(bare).toEqual([]);
  });
});

interface Described {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly definitions?: Readonly<Record<string, Described>>;
}

describe("the schema of a rule", () => {
  it("accepts every rule that check accepts", () => {
    expect(right.length).toBeGreaterThan(40);
    for (const value of right) {
      expect(accepts(value), JSON.stringify([value, accepts.errors], undefined, 1)).toBe(true);
    }
  });

  it("refuses what check refuses for its shape", () => {
    const wrong = documentsBelow("test/rules/fixtures").map(({ value }) => ({
      value,
      found: checked(value),
    }));
    const unknown = wrong.flatMap(({ found }) =>
      found.filter(({ code }) => !SHAPE.has(code) && !BEYOND.test(code)),
    );
    expect(unknown).toEqual([]);
    const shapeless = wrong.filter(({ found }) => found.some(isOfShape));
    expect(shapeless.length).toBeGreaterThan(15);
    expect(shapeless.filter(({ value }) => accepts(value))).toEqual([]);
  });

  it("agrees with check on rules with a slip in them (law)", () => {
    fc.assert(
      fc.property(fc.constantFrom(...right), fc.nat(), slip, (value, place, change) => {
        const changed = withSlip(value, place, change);
        const found = checked(changed);
        if (found.length === 0) expect(accepts(changed), JSON.stringify(accepts.errors)).toBe(true);
        else if (found.some(isOfShape)) expect(accepts(changed), JSON.stringify(found)).toBe(false);
      }),
      { numRuns: 600 },
    );
  });
});

describe("the schema of _defaults.yaml", () => {
  it.each([
    ["severity: info\nlabels: {team: a}\nrunbook_base: x\n", true],
    ["severity: urgent\n", false],
    ["serverity: info\n", false],
    ["labels: {team: 7}\n", false],
  ])("%j: %s", (text, right) => {
    const found = readRules([{ path: "rules/_defaults.yaml", text }]).diagnostics;
    expect(found.length === 0).toBe(right);
    expect(acceptsDefaults(readYaml("d.yaml", text).documents[0]?.value)).toBe(right);
  });
});

type Slip = { readonly kind: "leave out" | "misspell" } | { readonly kind: "replace"; readonly by: unknown };

const slip: fc.Arbitrary<Slip> = fc.oneof(
  fc.constantFrom<Slip>({ kind: "leave out" }, { kind: "misspell" }),
  fc
    .constantFrom(null, 7, -1, 0.5, "x", "", "5m", true, [], {}, ["x"], { x: 1 })
    .map((by): Slip => ({ kind: "replace", by })),
);

/** A copy with a slip at the n-th of all places in it. */
function withSlip(value: unknown, n: number, change: Slip): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  const places = placesIn(copy);
  const { holder, key } = places[n % places.length] ?? { holder: {}, key: "x" };
  if (change.kind === "replace") Reflect.set(holder, key, change.by);
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else {
    if (change.kind === "misspell") Reflect.set(holder, `${key}s`, Reflect.get(holder, key));
    Reflect.deleteProperty(holder, key);
  }
  return copy;
}

function placesIn(value: unknown): readonly { readonly holder: object; readonly key: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ holder: value, key }, ...placesIn(inner)]);
}
