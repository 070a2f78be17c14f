import { existsSync, readdirSync } from "node:fs";
import { dirname, relative } from "node:path/posix";
import { expect, it } from "vitest";
import { projectFile } from "./shipped.ts";

const rules = new URL("../../rules/", import.meta.url);
const names = readdirSync(rules, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".yaml"),
);

it.each(names)("rules/%s names its schema, so that an editor finds it", (name) => {
  const kind = name.endsWith("_defaults.yaml") ? "defaults" : "rule";
  const path = relative(dirname(name), `${kind}.schema.json`);
  expect(projectFile(`rules/${name}`).split("\n")[0]).toBe(`# yaml-language-server: $schema=${path}`);
  expect(existsSync(new URL(`${kind}.schema.json`, rules))).toBe(true);
});
