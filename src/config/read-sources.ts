import type { Diagnostic } from "../model/diagnostic.ts";
import type { YamlDocument } from "../rules/yaml-document.ts";
import type { SourceConfig } from "./config.ts";
import type { ConfigKeys } from "./config-schema.ts";
import { readFields } from "./read-fields.ts";
import { isSourceFormat } from "./source-formats.ts";

type SourceKeys = NonNullable<ConfigKeys["sources"]>[number];

/** The files that are tailed. A name stands for a source's lines in the store and must be its own. */
export function readSources(
  sources: readonly SourceKeys[],
  delayMs: number,
  document: YamlDocument,
  diagnostics: Diagnostic[],
): readonly SourceConfig[] {
  for (const key of ["name", "path"] as const) {
    const seen = new Set<string>();
    sources.forEach((source, index) => {
      const value = source[key];
      if (seen.has(value)) {
        const message = `\`${value}\` is the ${key} of another source`;
        const span = document.valueSpan(["sources", index, key]);
        diagnostics.push(document.at(span, { code: "config/duplicate-name", message }));
      }
      seen.add(value);
    });
  }
  return sources.map((source, index) => {
    const fields = readFields(source, ["sources", index], document, diagnostics);
    return { ...readSource(source, delayMs), ...(fields === undefined ? {} : { fields }) };
  });
}

function readSource(source: SourceKeys, delayMs: number): SourceConfig {
  const { name, path, time_zone: timeZone, silent_after: silentAfterMs, service, env, team, tenant } = source;
  // Where fields are mapped, it is JSON that no format knows.
  const format = source.format ?? (source.fields === undefined ? "auto" : "generic_json");
  return {
    name,
    path,
    // The schema has refused every other name.
    format: isSourceFormat(format) ? format : "auto",
    delayMs: source.delay ?? delayMs,
    ...(silentAfterMs === undefined ? {} : { silentAfterMs }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(service === undefined ? {} : { service }),
    ...(env === undefined ? {} : { env }),
    ...(team === undefined ? {} : { team }),
    ...(tenant === undefined ? {} : { tenant }),
  };
}
