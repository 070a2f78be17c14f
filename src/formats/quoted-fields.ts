/**
 * The fields of a line that are parted by single blanks, some of them in quotes: `a "b c" d`. Undefined where quotes do
 * not close, or there are more than `max`. Within quotes a backslash keeps a quote from closing them.
 */
export function quotedFields(line: string, max: number): readonly string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  while (at < line.length) {
    if (fields.length === max) return undefined;
    const isQuoted = line.charCodeAt(at) === QUOTE;
    const end = isQuoted ? closing(line, at + 1) : blank(line, at);
    if (end < 0) return undefined;
    fields.push(isQuoted ? line.slice(at + 1, end) : line.slice(at, end));
    at = isQuoted ? end + 1 : end;
    // A blank that is missing behind a quote, as in an example of AWS's own, hides no field.
    if (line.charCodeAt(at) === BLANK) at += 1;
  }
  return fields;
}

const QUOTE = 34;
const BACKSLASH = 92;
const BLANK = 32;

function blank(line: string, from: number): number {
  const end = line.indexOf(" ", from);
  return end < 0 ? line.length : end;
}

function closing(line: string, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return -1;
}
