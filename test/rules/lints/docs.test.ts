import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DISABLE_FINDINGS } from "../../../src/rules/disable-comments.ts";
import { LINTS, lintIds } from "../../../src/rules/lints/lint-registry.ts";

const doc = readFileSync(new URL("../../../docs/lints.md", import.meta.url), "utf8");

/** Sections by their headings. */
function sections(): ReadonlyMap<string, string> {
  const parts = doc.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), part]));
}

describe("docs/lints.md", () => {
  it.each(lintIds())("has a section on %s that begins with its severity and what it finds", (id) => {
    const { severity, about } = LINTS[id];
    const words = (sections().get(id) ?? "").replace(/\s+/g, " ");
    expect(words).toContain(`${id} *${severity}*: ${about}.`);
  });

  it("has them in the order of their names, and no other", () => {
    const titles = [...sections().keys()].filter((title) => title !== "Disabling one");
    expect(titles).toEqual(lintIds());
    expect(titles).toEqual([...titles].sort());
  });

  it("has a row for each finding about a disable and no other", () => {
    const rows = [...doc.matchAll(/^\| `lint\/([\w-]+)` \| (.*) \|$/gm)].map(([, id, about]) => [id, about]);
    expect(rows).toEqual(Object.entries(DISABLE_FINDINGS));
  });
});
