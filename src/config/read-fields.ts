import { type FieldMapping, hasUnit, mappableField, mappableFields } from "../formats/field-mapping.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { nearestName } from "../rules/nearest-name.ts";
import type { Path, YamlDocument } from "../rules/yaml-document.ts";
import type { ConfigKeys } from "./config-schema.ts";

type SourceKeys = NonNullable<ConfigKeys["sources"]>[number];

/** Which keys of a source's JSON its fields are read from. */
export function readFields(
  source: SourceKeys,
  path: Path,
  document: YamlDocument,
  diagnostics: Diagnostic[],
): readonly FieldMapping[] | undefined {
  if (source.fields === undefined) return undefined;
  if (source.format !== undefined && source.format !== "auto" && source.format !== "generic_json") {
    const message = `\`fields\` are for JSON of unknown origin, and \`${source.format}\` knows its keys`;
    const hint = "leave `format` out, or write generic_json";
    const span = document.valueSpan([...path, "format"]);
    diagnostics.push(document.at(span, { code: "config/fields-of-format", message, hint }));
  }
  return Object.entries(source.fields).flatMap(([name, given]) => {
    const field = mappableField(name);
    const at = [...path, "fields", name];
    if (field === undefined) {
      const hint = fieldHint(name);
      diagnostics.push(
        document.at(document.keySpan(at), {
          code: "config/unknown-field",
          message: `\`${name}\` is no field of an entry`,
          hint,
        }),
      );
      return [];
    }
    if (typeof given === "string") return [{ field, path: given }];
    if (given.unit !== undefined && !hasUnit(field)) {
      const message = `\`${name}\` has no unit`;
      const hint = "only time, durations and delays have one";
      diagnostics.push(
        document.at(document.valueSpan([...at, "unit"]), { code: "config/no-unit", message, hint }),
      );
    }
    return [{ field, path: given.path, ...(given.unit === undefined ? {} : { unit: given.unit }) }];
  });
}

function fieldHint(name: string): string {
  const nearest = nearestName(name, mappableFields());
  return nearest === undefined ? "docs/rules.md lists the fields" : `did you mean \`${nearest}\`?`;
}
