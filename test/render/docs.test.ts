import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exampleNames, exampleOpenView, exampleView } from "../../src/render/example-view.ts";
import { BLOCK_HELPERS, SAFE_HELPERS } from "../../src/render/template-lint.ts";
import { slotNames } from "../../src/render/template-slots.ts";

const docs = readFileSync(new URL("../../docs/messages.md", import.meta.url), "utf8");

/** Names as a template writes them; those within a list stand alone. */
function namesOf(value: object, prefix: string): readonly string[] {
  return Object.entries(value).flatMap(([key, item]: readonly [string, unknown]): readonly string[] => {
    const name = `${prefix}${key}`;
    if (typeof item !== "object" || item === null) return [name];
    if (Array.isArray(item)) {
      const [first]: readonly unknown[] = item;
      return [name, ...(typeof first === "object" && first !== null ? namesOf(first, "") : [])];
    }
    if ("utc" in item) return [name];
    return namesOf(item, key === "first" || key === "latest" ? "" : `${name}.`);
  });
}

describe("docs/messages.md", () => {
  const names = new Set(namesOf(exampleNames, ""));

  test.each([...names])("names %s", (name) => {
    expect(docs).toMatch(new RegExp(`\`(?:[a-z.]+\\.)?${name.replaceAll(".", "\\.")}\``, "i"));
  });

  test.each(slotNames())("names %s", (name) => expect(docs).toContain(`\`${name}\``));

  test("names every helper", () => {
    for (const helper of [...SAFE_HELPERS, ...BLOCK_HELPERS]) {
      if (helper !== "escape") expect(docs).toMatch(new RegExp(`\\{\\{#?${helper}`));
    }
  });

  test("quotes the example as it is", () => {
    for (const text of [
      exampleView.impact,
      exampleView.activity,
      exampleView.news,
      exampleView.late,
      exampleView.shortTitle,
      exampleView.impactShort,
      exampleView.flapping,
      exampleView.peak?.text,
      exampleView.chart?.alt,
      exampleOpenView.trend?.word,
      exampleOpenView.trend?.text,
    ]) {
      expect(docs).toContain(`\`${text}\``);
    }
  });
});
