import type { FormatName } from "../formats/format.ts";
import { FORMATS, isFormatName } from "../formats/format-registry.ts";

/** What `format` of a source may be: `auto` looks at each line. */
export function isSourceFormat(name: string): name is FormatName | "auto" {
  return name === "auto" || isFormatName(name);
}

export function sourceFormatNames(): readonly string[] {
  return ["auto", ...Object.keys(FORMATS)];
}
