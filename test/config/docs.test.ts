import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/config-schema.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { readYaml } from "../../src/rules/read-yaml.ts";
import { allSchemaKeys } from "../../src/rules/schema-keys.ts";

function text(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
}

const known = [...new Set(allSchemaKeys(configSchema))].sort();

/** Every key of a document, nested ones joined by dots, list items without their index. */
function keysOf(value: unknown, prefix = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, prefix));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${prefix}${key}`,
    ...keysOf(inner, `${prefix}${key}.`),
  ]);
}

describe("docs/configuration.md", () => {
  it("has a row for each key and no other", () => {
    const rows = [...text("docs/configuration.md").matchAll(/^\| `([a-z_.]+)` \|/gm)].map(
      (match) => match[1] ?? "",
    );
    expect([...rows].sort()).toEqual(known);
  });
});

describe("tocsin.example.yaml", () => {
  it("is right", () => {
    const origins = { env: { TOCSIN_TOKEN: "a", SLACK_BOT_TOKEN: "b" }, readFile: () => "c" };
    const { config, diagnostics } = parseConfig("tocsin.yaml", text("tocsin.example.yaml"), origins, {
      rules: "r",
    });
    expect(diagnostics).toEqual([]);
    expect(config?.sources.map((source) => source.delayMs)).toEqual([2_000, 5_000]);
  });

  it("shows every key", () => {
    const [document] = readYaml("x", text("tocsin.example.yaml")).documents;
    const shown = [...new Set(keysOf(document?.value))].sort();
    // A secret is written in one of two ways, and each is shown somewhere.
    const plain = (keys: readonly string[]) =>
      keys.filter((key) => !/(?:token|auth_password)\.(?:env|file)$/.test(key));
    expect(plain(shown)).toEqual(plain(known));
    expect(shown.some((key) => key.endsWith(".env"))).toBe(true);
    expect(shown.some((key) => key.endsWith(".file"))).toBe(true);
  });
});
