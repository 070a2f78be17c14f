import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseSample } from "../../src/cli/log-sample.ts";
import { NGINX_RECIPE } from "../../src/cli/nginx-recipe.ts";
import { OBSERVED } from "../conformance/run-cases.ts";

const LINE = '{"status":200,"uri":"/a","retry_after":""}';

it.each([
  ["bare", LINE],
  ["Kubernetes'", `2026-11-22T08:11:06Z stdout F ${LINE}`],
  ["Docker's", JSON.stringify({ log: `${LINE}\n`, stream: "stdout", time: "2026-11-22T08:11:06Z" })],
])("the keys of a %s line are those of what a program logged", (_, line) => {
  const { keys, unparsable } = parseSample([line], "auto", (text) => text, OBSERVED);
  expect([...keys]).toEqual(["status", "uri", "retry_after"]);
  expect(unparsable).toBe(0);
});

it("the nginx that the doctor recommends is the one that the documentation explains", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../docs/sources.md"), "utf8");
  for (const line of NGINX_RECIPE) expect(docs).toContain(line.trim());
});
