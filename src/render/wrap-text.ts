/** Width of a mail's text part (RFC 5322 §2.1.1 says 78; quoting takes some). */
export const maxTextColumns = 72;

/**
 * Prose is wrapped at blanks with its own indent; a line that starts with a bar is log text and stays as it
 * is; a word that is too long (a URL, a trace id) is not broken, and neither is a command in backticks, so that
 * they can be copied.
 */
export function wrapText(text: string): string {
  return text.split("\n").map(wrapLine).join("\n");
}

function wrapLine(line: string): string {
  if (line.length <= maxTextColumns || line.startsWith("  | ")) return line;
  const indent = /^\s*(?:\d+\. |- )?/.exec(line)?.[0] ?? "";
  const hanging = " ".repeat(indent.length);
  const lines: string[] = [];
  let current = indent;
  let empty = true;
  for (const word of wordsOf(line.slice(indent.length))) {
    if (!empty && current.length + 1 + word.length > maxTextColumns) {
      lines.push(current);
      current = hanging;
      empty = true;
    }
    current += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(current);
  return lines.join("\n");
}

/** Parted at blanks, but not at those within backticks. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let inCode = false;
  for (const part of text.split(" ")) {
    const last = words.length - 1;
    if (inCode) words[last] = `${words[last]} ${part}`;
    else words.push(part);
    if (part.split("`").length % 2 === 0) inCode = !inCode;
  }
  return words;
}
