import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exampleView } from "../../src/render/example-view.ts";
import { styleSheetPath } from "../../src/web/style-sheet.ts";
import { world } from "./served.ts";

const text = ["base", "incidents"]
  .map((name) => readFileSync(new URL(`../../templates/web/${name}.css`, import.meta.url), "utf8"))
  .join("");

describe("the style sheet", () => {
  it("is what pages name", async () => {
    const { server } = world([]);
    expect((await server.inject("/incidents")).payload).toContain(`href="${styleSheetPath}"`);
    const answer = await server.inject(styleSheetPath);
    expect([answer.payload, answer.headers["content-type"]]).toEqual([text, "text/css; charset=utf-8"]);
  });

  it("turns every colour of the chart at night, and none that it does not have", () => {
    const drawn = new Set(exampleView.chartSvg?.match(/(?:fill|stroke)="#[0-9a-f]{6}"/g));
    const turned = new Set(
      [...text.matchAll(/\.chart[^{]*\[(\w+="#[0-9a-f]{6}")\]/g)].map((found) => found[1]),
    );
    expect([...turned].sort()).toEqual([...drawn].sort());
  });

  it("asks for nothing from elsewhere", () => {
    expect(text).not.toMatch(/url\(|@import|@font-face/);
  });
});
