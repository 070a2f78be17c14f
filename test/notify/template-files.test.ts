import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTemplateFiles } from "../../src/notify/template-files.ts";
import { loadTemplates } from "../../src/render/load-templates.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tocsin-templates-"));
  await mkdir(join(directory, "slack"));
  await writeFile(join(directory, "slack", "impact.hbs"), "mine {{impact}}");
  await writeFile(join(directory, "slack", "notes.txt"), "not a template");
  await writeFile(join(directory, "slack", "steps.hbs"), "x".repeat(200_001));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("the user's files come after ours", async () => {
  const files = await readTemplateFiles(directory);
  const { templates, diagnostics } = loadTemplates(files);
  expect(templates.get("slack/impact.hbs")?.file).toBe(join(directory, "slack", "impact.hbs"));
  expect(templates.get("slack/headline.hbs")?.file).toMatch(/templates[/\\]slack[/\\]headline\.hbs$/);
  expect(diagnostics).toMatchObject([
    { code: "template/too-long", file: join(directory, "slack", "steps.hbs") },
  ]);
});

test("no directory, no files of the user's", async () => {
  expect(await readTemplateFiles(join(directory, "nowhere"))).toEqual(await readTemplateFiles());
});
