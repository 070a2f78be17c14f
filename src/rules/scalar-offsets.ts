export type ScalarStyle = "plain" | "single" | "double" | "block";

/**
 * Where each character of a string value stands in its YAML source: `offsets[i]` for `value[i]`, and one more
 * for its end. Source and value are read side by side: YAML only adds or folds blanks, doubles quotes and
 * escapes with a backslash, so whatever else is equal on both sides belongs together. Undefined where they do
 * not fit, and then the whole scalar has to do.
 */
export function scalarOffsets(
  source: string,
  from: number,
  to: number,
  value: string,
  style: ScalarStyle,
): readonly number[] | undefined {
  const offsets: number[] = [];
  let at = contentStart(source, from, to, style);
  for (let index = 0; index < value.length; index++) {
    const wanted = value[index] ?? "";
    if (isBlank(wanted)) {
      // A blank of the value may be a fold or an indent of the source, or nothing (the end of a block).
      offsets.push(at);
      if (at < to && isBlank(source[at] ?? "")) at += 1;
      else if (style === "double" && source[at] === "\\") at += escapeLength(source, at);
      continue;
    }
    at = skipBlanks(source, at, to, style);
    if (at >= to) return undefined;
    offsets.push(at);
    const found = source[at];
    if (style === "double" && found === "\\") {
      at += escapeLength(source, at);
      // An escape above U+FFFF is two units of the value.
      if (isHighSurrogate(wanted)) {
        offsets.push(offsets[index] ?? at);
        index += 1;
      }
    } else if (found !== wanted) return undefined;
    else at += style === "single" && wanted === "'" ? 2 : 1;
  }
  offsets.push(at);
  return offsets;
}

function contentStart(source: string, from: number, to: number, style: ScalarStyle): number {
  if (style === "plain") return from;
  if (style !== "block") return from + 1;
  const headerEnd = source.indexOf("\n", from);
  return headerEnd === -1 || headerEnd >= to ? to : headerEnd + 1;
}

function skipBlanks(source: string, from: number, to: number, style: ScalarStyle): number {
  let at = from;
  for (;;) {
    while (at < to && isBlank(source[at] ?? "")) at += 1;
    // A backslash at the end of a line joins it to the next one; before a blank it is that blank.
    const escaped = style === "double" && source[at] === "\\" && /[ \tntr\r\n]/.test(source[at + 1] ?? "");
    if (!escaped) return at;
    at += 2;
  }
}

/** `\n` is 2 long, `\x41` 4, `\u0041` 6, `\U0001F600` 10. */
function escapeLength(source: string, at: number): number {
  const kind = source[at + 1];
  if (kind === "x") return 4;
  if (kind === "u") return 6;
  return kind === "U" ? 10 : 2;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || isLineEnd(character);
}

function isLineEnd(character: string | undefined): boolean {
  return character === "\n" || character === "\r";
}

function isHighSurrogate(character: string): boolean {
  const code = character.charCodeAt(0);
  return code >= 0xd800 && code <= 0xdbff;
}
