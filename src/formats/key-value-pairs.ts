export interface KeyValuePairs {
  /** In order; a key may come more than once. Values are as written, without their quotes. */
  readonly pairs: readonly (readonly [key: string, value: string])[];
  /** What stands before the first key. */
  readonly before: string;
}

/** Pairs of one line; what follows is left in the last one's value. */
const maxPairs = 256;

/**
 * Splits `a=1 b="x y" kind=Not Found d=`: a value without quotes goes on to the next ` key=`, because Athens and
 * some log formats of nginx write blanks into it. Linear in the length of the text.
 */
export function keyValuePairs(text: string): KeyValuePairs {
  const key = /(?:^| )([A-Za-z_][\w.-]{0,63})=/g;
  const pairs: (readonly [string, string])[] = [];
  let match = key.exec(text);
  const before = match === null ? text : text.slice(0, match.index);
  while (match !== null) {
    const [, name = ""] = match;
    const start = key.lastIndex;
    const end = closingQuote(text, start);
    // Only what follows the quotes can be the next key: a quoted text may hold anything.
    if (end !== undefined) key.lastIndex = end + 1;
    match = pairs.length + 1 < maxPairs ? key.exec(text) : null;
    const value =
      end === undefined ? text.slice(start, match?.index ?? text.length) : text.slice(start + 1, end);
    pairs.push([name, end === undefined ? value.trimEnd() : value]);
  }
  return { pairs, before };
}

/** Where the quoted value that begins at `start` ends, before a blank or the end of the text. */
function closingQuote(text: string, start: number): number | undefined {
  if (text.charAt(start) !== '"') return undefined;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 92) at += 1;
    else if (character === 34) return at;
  }
  return undefined;
}
