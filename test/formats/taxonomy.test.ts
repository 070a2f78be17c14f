import { describe, expect, it } from "vitest";
import { createTagging, type Taxonomy } from "../../src/formats/taxonomy.ts";
import { createEntry, type Entry } from "../../src/model/entry.ts";

const TAXONOMY: Taxonomy = {
  env: { from: ["labels.env", "stage"], values: { production: ["prod", "PRD"], staging: ["stage"] } },
  team: { from: ["labels.owner"], values: {} },
};

function entryWith(fields: Partial<Entry>): Entry {
  return { ...createEntry("generic_json", 0), ...fields };
}

function tagsOf(fields: Partial<Entry>, defaults: Partial<Entry> = {}): readonly unknown[] {
  const fill = (entry: Entry): Entry => ({
    ...entry,
    env: entry.env ?? defaults.env,
    team: entry.team ?? defaults.team,
  });
  const { env, team } = createTagging(TAXONOMY)(entryWith(fields), fill);
  return [env, team];
}

describe("createTagging", () => {
  it("finds a tag under the names it is given, in their order, and calls its value by one name", () => {
    expect(tagsOf({ attributes: { stage: "Stage", labels: { owner: "core" } } })).toEqual([
      "staging",
      "core",
    ]);
    expect(tagsOf({ attributes: { stage: "stage", "labels.env": "prd" } })).toEqual([
      "production",
      undefined,
    ]);
    expect(tagsOf({ attributes: { stage: "-", labels: { env: 5 } } })).toEqual([undefined, undefined]);
    expect(tagsOf({})).toEqual([undefined, undefined]);
  });

  it("takes what the entry says before what its source says, and both by the same words", () => {
    expect(tagsOf({ env: "prod", attributes: { stage: "stage" } }, { env: "dev" })).toEqual([
      "production",
      undefined,
    ]);
    expect(tagsOf({ attributes: { stage: "stage" } }, { env: "dev" })).toEqual(["staging", undefined]);
    expect(tagsOf({}, { env: "PROD", team: "core" })).toEqual(["production", "core"]);
    expect(tagsOf({}, { env: "dev" })).toEqual(["dev", undefined]);
  });

  it("leaves entries as they are where nothing is said of tags", () => {
    const entry = entryWith({ env: "prod" });
    expect(createTagging({})(entry, (same) => same)).toBe(entry);
  });
});
