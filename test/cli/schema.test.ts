import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { runProgram } from "./program.ts";

it.each([
  { args: ["schema"], file: "rule" },
  { args: ["schema", "--of", "defaults"], file: "defaults" },
])("tocsin $args prints the schema that ships", async ({ args, file }) => {
  const ran = await runProgram(args, { cwd: tmpdir() });
  const shipped = readFileSync(new URL(`../../rules/${file}.schema.json`, import.meta.url), "utf8");
  expect(ran).toEqual({ stdout: shipped, stderr: "", exit: 0 });
});
