/** Bytes written as text, in URLs as %HH and in nginx's and Apache's logs as \xHH. */

/** Percent-decodes once. Sequences that are not UTF-8 stay as they are written; nothing is lost or guessed. */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeRun(run, 3));
}

/** Undoes the escaping of an access log: \xHH (nginx, Apache) and \" \\ \n \t and the like (Apache). */
export function decodeBackslash(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/(?:\\x[0-9A-Fa-f]{2})+|\\["\\bnrtv]/g, (run) =>
    run.charAt(1) === "x" ? decodeRun(run, 4) : (CHARACTERS[run.charAt(1)] ?? run),
  );
}

const CHARACTERS: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** `width` is the length of one written byte: 3 for %HH, 4 for \xHH. */
function decodeRun(run: string, width: number): string {
  const count = run.length / width;
  let decoded = "";
  let at = 0;
  while (at < count) {
    const length = sequenceLength(run, at, count, width);
    if (length === 0) {
      decoded += run.slice(at * width, (at + 1) * width);
      at += 1;
      continue;
    }
    decoded += String.fromCodePoint(codePoint(run, at, length, width));
    at += length;
  }
  return decoded;
}

function byteAt(run: string, at: number, width: number): number {
  return Number.parseInt(run.slice((at + 1) * width - 2, (at + 1) * width), 16);
}

/** How many bytes from `at` on are one well-formed UTF-8 character; 0 where they are none. */
function sequenceLength(run: string, at: number, count: number, width: number): number {
  const lead = byteAt(run, at, width);
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > count) return 0;
  for (let next = at + 1; next < at + length; next += 1) {
    if ((byteAt(run, next, width) & 0xc0) !== 0x80) return 0;
  }
  const point = codePoint(run, at, length, width);
  const overlong = length === 3 ? point < 0x800 : length === 4 && point < 0x10000;
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return overlong || surrogate || point > 0x10ffff ? 0 : length;
}

function codePoint(run: string, at: number, length: number, width: number): number {
  const lead = byteAt(run, at, width);
  if (length === 1) return lead;
  let point = lead & (0xff >> (length + 1));
  for (let next = at + 1; next < at + length; next += 1) {
    point = (point << 6) | (byteAt(run, next, width) & 0x3f);
  }
  return point;
}
