/**
 * Text from logs can hold bytes that a reader does not see and a terminal, a mail client or a browser acts
 * on: colour codes, right-to-left overrides, zero-width marks. They are removed or written out, so that what
 * is seen is what was logged.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this file is about.
const ANSI = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
const LINE_BREAKS = /\r\n|[\n\r\u0085\u2028\u2029]/g;
/** Controls but for tab and newline, marks of direction, and what has no width. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;
const TAGS = /[\u{e0000}-\u{e007f}]/gu;
const LONE_SURROGATES = /[\ud800-\udfff]/gu;

/** One line: breaks and tabs become a blank. For titles, names and patterns. */
export function visibleLine(text: string): string {
  return written(text.replace(ANSI, "").replace(LINE_BREAKS, " ").replaceAll("\t", " ")).trim();
}

/** A log line as one line: breaks are written as \n, so that no line can pretend to be two. */
export function visibleLogLine(text: string): string {
  return written(text.replace(ANSI, "").replace(LINE_BREAKS, "\\n").replaceAll("\t", " "));
}

/** A record with its line breaks kept, for a place that belongs to it alone. */
export function visibleBlock(text: string): string {
  return written(text.replace(ANSI, "").replace(LINE_BREAKS, "\n"));
}

function written(text: string): string {
  return text
    .replace(LONE_SURROGATES, "\ufffd")
    .replace(TAGS, "")
    .replace(INVISIBLE, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

/** At most `max` UTF-16 units, never half a character; a cut is shown by an ellipsis. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${withoutHalf(text.slice(0, Math.max(0, max - 1)))}…`;
}

/** As cutText, and says how long the text was. */
export function cutLogLine(text: string, max: number): string {
  if (text.length <= max) return text;
  const notice = ` … (cut, ${text.length} characters in all)`;
  return withoutHalf(text.slice(0, Math.max(0, max - notice.length))) + notice;
}

function withoutHalf(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
