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
    const origins = {
      env: { TOCSIN_TOKEN: "a", TOCSIN_SHIPPER_TOKEN: "e", SLACK_BOT_TOKEN: "b", WEBHOOK_TOKEN: "d" },
      readFile: () => "https://hooks.example.com/c",
    };
    const { config, diagnostics } = parseConfig("tocsin.yaml", text("tocsin.example.yaml"), origins, {
      rules: "r",
    });
    expect(diagnostics).toEqual([]);
    expect(config?.sources.map((source) => source.delayMs)).toEqual([2_000, 5_000, 2_000, 2_000, 2_000]);
  });

  it("shows every key", () => {
    const [document] = readYaml("x", text("tocsin.example.yaml")).documents;
    // Routes below routes have the same keys.
    const all = keysOf(document?.value).map((key) => key.replace(/^route(?:\.routes)+\./, "route.routes."));
    const shown = [...new Set(all)].sort();
    // A secret is written in one of two ways, and each is shown somewhere.
    const plain = (keys: readonly string[]) =>
      // What has no effect is not shown.
      keys.filter(
        (key) =>
          !key.endsWith(".group_by") &&
          // Their keys are the user's, or fields of an entry.
          !/^(?:sources\.fields|taxonomy\.[a-z]+\.values)\./.test(key) &&
          !/(?:token|auth_password|url|credentials)\.(?:env|file)$/.test(key),
      );
    expect(plain(shown)).toEqual(plain(known));
    expect(shown.some((key) => key.endsWith(".env"))).toBe(true);
    expect(shown.some((key) => key.endsWith(".file"))).toBe(true);
  });
});
