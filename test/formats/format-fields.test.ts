import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FORMAT_FIELDS } from "../../src/formats/format-fields.ts";
import { isFormatName } from "../../src/formats/format-registry.ts";
import { SAID_FIELDS } from "../../src/formats/wrappers/wrapper.ts";
import { FIELDS } from "../../src/model/entry.ts";
import { parseText } from "../conformance/run-cases.ts";

/** Logs in the repository and, where it is there, in the corpus. */
function logs(): readonly string[] {
  const corpus = process.env["TOCSIN_CORPUS"];
  const folders = [
    join(import.meta.dirname, "../conformance/cases"),
    ...(corpus === undefined ? [] : [corpus]),
  ];
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(?:log|ndjson)$/.test(name) && !name.includes("expected"))
      .map((name) => join(folder, name)),
  );
}

test.each(logs())("%s: no format gives more than its fields and kinds", (path) => {
  const beyond = new Set<string>();
  for (const parsed of parseText(readFileSync(path, "utf8"))) {
    const { entry } = "entry" in parsed ? parsed : {};
    const format = entry?.format;
    if (entry === undefined || format === undefined || !isFormatName(format)) continue;
    const declared = FORMAT_FIELDS[format];
    if (declared === "open") continue;
    if (!declared.kinds.includes(entry.kind)) beyond.add(`${format}: kind ${entry.kind}`);
    const known: ReadonlySet<string> = new Set([...declared.fields, ...SAID_FIELDS]);
    for (const field of Object.keys(FIELDS)) {
      const value: unknown = Reflect.get(entry, field);
      // An origin that is unknown is none.
      if (value !== undefined && value !== "unknown" && !known.has(field)) beyond.add(`${format}: ${field}`);
    }
  }
  expect([...beyond]).toEqual([]);
});
