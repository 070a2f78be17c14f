import type { Format, FormatName, Line } from "./format.ts";
import { genericJson } from "./generic-json.ts";
import { nginxCombined } from "./nginx-combined.ts";
import { nginxJson } from "./nginx-json.ts";

/** Every format; one that is missing here does not compile. */
export const FORMATS = {
  nginx_json: nginxJson,
  nginx_combined: nginxCombined,
  generic_json: genericJson,
} as const satisfies Record<FormatName, Format>;

/** In the order in which they are asked: the most particular first, whatever reads anything last. */
const JSON_FORMATS: readonly Format[] = [FORMATS.nginx_json, FORMATS.generic_json];
const TEXT_FORMATS: readonly Format[] = [FORMATS.nginx_combined];

/** The format of one line, by itself: lines of different formats may be mixed in one file. */
export function detectFormat(line: Line): Format | undefined {
  const candidates = line.json === undefined ? TEXT_FORMATS : JSON_FORMATS;
  return candidates.find((format) => format.detect(line));
}

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
