import { NO_TAXONOMY, TAGS, type Taxonomy } from "../formats/taxonomy.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { YamlDocument } from "../rules/yaml-document.ts";
import type { ConfigKeys } from "./config-schema.ts";

/** What tags and their values are called. One name must not mean two values. */
export function readTaxonomy(
  keys: ConfigKeys["taxonomy"],
  document: YamlDocument,
  diagnostics: Diagnostic[],
): Taxonomy {
  if (keys === undefined) return NO_TAXONOMY;
  for (const tag of TAGS) {
    const meant = new Map<string, string>();
    for (const [value, others] of Object.entries(keys[tag]?.values ?? {})) {
      [value, ...others].forEach((name, index) => {
        const before = meant.get(name.toLowerCase());
        meant.set(name.toLowerCase(), value);
        if (before === undefined || before === value) return;
        const path = ["taxonomy", tag, "values", value];
        const span = index === 0 ? document.keySpan(path) : document.valueSpan([...path, index - 1]);
        const message = `\`${name}\` is \`${before}\` already`;
        diagnostics.push(document.at(span, { code: "config/two-meanings", message }));
      });
    }
  }
  const tags = TAGS.flatMap((tag) => {
    const words = keys[tag];
    return words === undefined
      ? []
      : [[tag, { from: words.from ?? [], values: words.values ?? {} }] as const];
  });
  return Object.fromEntries(tags);
}
