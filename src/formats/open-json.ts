import type { Line, OpenRecord } from "./format.ts";

/** What may stand first on a line within an object that is printed over several lines. */
const INNER = /^\s*["{}[\]\dtfn-]/;

/**
 * An object that is printed over several lines begins with a brace alone on its line. It ends with the brace that
 * closes that one; what cannot be a part of it, or another object's beginning, ends it without.
 */
export function openJson({ text, json }: Line): OpenRecord | undefined {
  if (json !== undefined || text.charCodeAt(0) !== 123 || text.trimEnd() !== "{") return undefined;
  let depth = 1;
  return {
    take(line) {
      if (!INNER.test(line.text) || line.text.startsWith("{")) return "refuses";
      depth += depthOf(line.text);
      return depth > 0 ? "takes" : "ends";
    },
    isWhole: (joined, ended) => ended && joined.json !== undefined,
  };
}

/** How many braces and brackets are opened more than closed. No text of JSON goes on over a line's end. */
function depthOf(text: string): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isQuoted) {
      if (code === 92) at += 1;
      else if (code === 34) isQuoted = false;
    } else if (code === 34) isQuoted = true;
    else if (code === 123 || code === 91) depth += 1;
    else if (code === 125 || code === 93) depth -= 1;
  }
  return depth;
}
