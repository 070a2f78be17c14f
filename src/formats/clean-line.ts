import type { Json } from "../model/entry.ts";
import { isJsonObject, type JsonObject, type Line } from "./format.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with ESC.
const COLOUR = /\x1b\[[0-9;]*m/g;
/** As JSON writes it. Behind an odd number of backslashes it is a text in JSON within JSON, and not ours to cut. */
const ESCAPED_COLOUR = /(?<!\\)((?:\\\\)*)\\u001[bB]\[[0-9;]*m/g;
/** One colour can stand within another, so that taking one out leaves the other; beyond this somebody plays. */
const maxColourPasses = 8;
const OUTER_NULS = /^\0+|\0+$/g;
const NO_FLAGS: readonly string[] = [];

/** Prepares a line for the formats: cleans it, and parses it where it is a JSON object. */
export function cleanLine(raw: string): Line {
  if (isClean(raw)) return { text: raw, json: parseObject(raw), flags: NO_FLAGS };
  const flags: string[] = [];
  let text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  if (text.startsWith("\uFEFF")) {
    flags.push("bom");
    text = text.slice(1);
  }
  if (text.startsWith("\0") || text.endsWith("\0")) {
    flags.push("nul");
    text = text.replace(OUTER_NULS, "");
  }
  if (hasColour(text)) {
    flags.push("ansi");
    for (let pass = 0; pass < maxColourPasses && hasColour(text); pass += 1) text = withoutColour(text);
  }
  // The reader decodes leniently; what it could not decode became U+FFFD.
  if (text.includes("\uFFFD")) flags.push("invalid_utf8");
  return { text, json: parseObject(text), flags };
}

/** Several cleaned lines as one text; an object that was printed over all of them is parsed. */
export function joinLines(lines: readonly Line[]): Line {
  const text = lines.map((line) => line.text).join("\n");
  return { text, json: parseObject(text), flags: [...new Set(lines.flatMap(({ flags }) => flags))] };
}

function isClean(raw: string): boolean {
  const last = raw.charCodeAt(raw.length - 1);
  const first = raw.charCodeAt(0);
  if (last === 13 || last === 0 || first === 0xfeff || first === 0) return false;
  return !hasColour(raw) && !raw.includes("\uFFFD");
}

function hasColour(text: string): boolean {
  return text.includes("\u001b[") || (text.includes("\\u001") && /(?<!\\)(?:\\\\)*\\u001[bB]\[/.test(text));
}

function withoutColour(text: string): string {
  return text.replace(COLOUR, "").replace(ESCAPED_COLOUR, "$1");
}

function parseObject(text: string): JsonObject | undefined {
  if (text.charCodeAt(0) !== 123 && !/^\s*\{/.test(text)) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
