/** A text with its escapes decoded, and where each part of it came from. */
export interface DecodedView {
  readonly text: string;
  /** The place in the original of a place in the text; the end of the text is the end of the original. */
  readonly originalOf: (at: number) => number;
}

const ESCAPE = /%([2-7][0-9A-Fa-f])|\\u00([2-7][0-9A-Fa-f])|\\(\/)/g;

/**
 * Decodes what hides printable characters from a pattern: %HH, JSON's \u00HH and \/. Quotes and backslashes
 * stay escaped, so that they never end a JSON text that they do not end. Undefined where nothing is hidden.
 */
export function decodedView(original: string): DecodedView | undefined {
  if (!original.includes("%") && !original.includes("\\")) return undefined;
  const starts: number[] = [0];
  const origins: number[] = [0];
  let text = "";
  let copied = 0;
  for (const match of original.matchAll(ESCAPE)) {
    const character = match[3] ?? String.fromCharCode(Number.parseInt(match[1] ?? match[2] ?? "", 16));
    if (character === '"' || character === "\\" || character === "\u007f") continue;
    text += original.slice(copied, match.index);
    starts.push(text.length);
    origins.push(match.index);
    text += character;
    copied = match.index + match[0].length;
    starts.push(text.length);
    origins.push(copied);
  }
  if (copied === 0) return undefined;
  text += original.slice(copied);
  return { text, originalOf: (at) => mapPlace(starts, origins, at) };
}

/** The last part that begins at or before the place; found by halving. */
function mapPlace(starts: readonly number[], origins: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return (origins[low] ?? 0) + at - (starts[low] ?? 0);
}
