/** Pairs of one line; a line with more is read as far as that. */
const maxPairs = 512;

export interface LogfmtPairs {
  readonly pairs: readonly (readonly [key: string, value: string, isQuoted: boolean])[];
  /** Words that are no pair, and quotes that are not closed. */
  readonly bare: number;
}

/**
 * Splits `a=1 b="x \"y\"" c= d`: blanks part, quotes hold them together. Linear: each character is looked at once or
 * twice. Values are decoded; a key without a value is no pair.
 */
export function logfmtPairs(text: string): LogfmtPairs {
  const pairs: (readonly [string, string, boolean])[] = [];
  let bare = 0;
  let at = 0;
  while (at < text.length && pairs.length < maxPairs) {
    if (isBlank(text, at)) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < text.length && !isBlank(text, at) && text.charCodeAt(at) !== EQUALS) at += 1;
    const key = text.slice(start, at);
    if (text.charCodeAt(at) !== EQUALS || key === "" || key.includes('"')) {
      bare += 1;
      while (at < text.length && !isBlank(text, at)) at += 1;
      continue;
    }
    const value = valueAt(text, at + 1);
    if (!value.isQuoted && value.text.startsWith('"')) bare += 1;
    pairs.push([key, value.text, value.isQuoted]);
    at = value.end;
  }
  return { pairs, bare };
}

const EQUALS = 61;

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9 || code === 10;
}

interface Value {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly end: number;
}

function valueAt(text: string, start: number): Value {
  if (text.charCodeAt(start) === 34) {
    for (let at = start + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 92) at += 1;
      else if (code === 34) return { text: unquote(text.slice(start, at + 1)), isQuoted: true, end: at + 1 };
    }
  }
  let end = start;
  while (end < text.length && !isBlank(text, end)) end += 1;
  return { text: text.slice(start, end), isQuoted: false, end };
}

/** Go quotes nearly as JSON does: \a, \v and \xHH are its own. */
function unquote(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  try {
    const value: unknown = JSON.parse(quoted.replace(/\\(?:x([0-9a-fA-F]{2})|([av'])|(\\))/g, goEscape));
    if (typeof value === "string") return value;
  } catch {
    // Neither wrote it; it is kept as it stands.
  }
  return quoted.slice(1, -1);
}

function goEscape(whole: string, hex?: string, letter?: string): string {
  if (hex !== undefined) return `\\u00${hex}`;
  if (letter === "a") return "\\u0007";
  if (letter === "v") return "\\u000b";
  return letter === "'" ? "'" : whole;
}
