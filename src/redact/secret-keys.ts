import type { SecretPattern, SecretRange } from "./secret-shapes.ts";

/** Secrets that are known by the key they stand under, however they look. */

const SECRET_WORDS =
  "token|secret|passwd|password|passphrase|pwd|api[-_]?key|access[-_]?key|private[-_]?key|sig|signature|credential|credentials|authorization|cookie";
const CAMEL_CASE = "[a-z]{1,32}(?:Token|Secret|Password|ApiKey)";

/** Escapes may stand in a value, a lone backslash may not: it could belong to the quote behind it. */
const QUERY_VALUE = "((?:[^&\\s\"'<>#;\\\\|]|\\\\u[0-9a-fA-F]{4}|\\\\x[0-9a-fA-F]{2}|\\\\/){1,16384})";
/** Not the kind in a mark of ours. */
const HEADER = /(?<!\[redacted:)\b((?:proxy-)?authorization|(?:set-)?cookie): ?([^"\r\n\\]{1,16384})/gi;
const JSON_TEXT = '"((?:[^"\\\\]|\\\\.)*)"';
const COLON = "\\s{0,16}:\\s{0,16}";
/** Keys whose numbers are secrets as well; the others' numbers are counts. */
const NUMBER_KEYS = "passw(?:or)?d|passphrase|pwd|secret";

/** Patterns for the keys that everybody knows and for the operator's own. */
export function secretKeys(ownNames: readonly string[]): readonly SecretPattern[] {
  const own = ownNames.map(nameSource);
  const word = `(?:${[SECRET_WORDS, ...own].join("|")})`;
  /** A key may have words in front: access_token, X-Amz-Security-Token, http_set_cookie, clientSecret. */
  const key = `(?:[\\w.-]{0,64}[-_.])?${word}|${CAMEL_CASE}`;
  const numberKeys = new RegExp(`(?:${[NUMBER_KEYS, ...own].join("|")})$`, "i");
  return [
    textPattern("query", new RegExp(`[?&;]((?:${key})|key|session|sessionid|sid)=${QUERY_VALUE}`, "gi"), 0),
    assignments(new RegExp(`(?<![\\w.?&;-])(${key})=(?:"((?:[^"\\\\]|\\\\.)*)"|${QUERY_VALUE})`, "gi")),
    textPattern("header", HEADER, 0),
    members(
      new RegExp(
        `"(${key})"${COLON}(?:${JSON_TEXT}|(\\[[^\\][{}]*\\])|(\\{[^{}]*\\})|(-?\\d[\\d.eE+-]{0,64}))`,
        "gi",
      ),
      numberKeys,
    ),
    // Headers as pairs: {"name":"Authorization","value":"…"}.
    textPattern(
      "pair",
      new RegExp(
        `"(?:name|key|header)"${COLON}"(${key})"\\s{0,16},\\s{0,16}"value"${COLON}${JSON_TEXT}`,
        "gi",
      ),
      1,
    ),
    // JSON in a JSON text, and in one within that: quotes stand behind 1, 3 or 7 backslashes.
    ...[1, 3, 7].map((depth) => textPattern("inner_member", innerMember(key, depth), depth + 1)),
    ...(own.length === 0 ? [] : [textPattern("own_header", ownHeader(own), 0)]),
  ];
}

/** `-`, `_` and `.` are the same in a name. */
function nameSource(name: string): string {
  return name.replace(/[-_.]/g, "[-_.]?");
}

/** `x-employee-no: 4711` in a text, up to a blank or a comma. */
function ownHeader(own: readonly string[]): RegExp {
  return new RegExp(
    `(?<![\\w"'[:-])((?:[\\w.-]{0,64}[-_.])?(?:${own.join("|")})): ?([^\\s,;"\\\\]{1,16384})`,
    "gi",
  );
}

function innerMember(key: string, depth: number): RegExp {
  const quote = `(?<!\\\\)\\\\{${depth}}"`;
  return new RegExp(
    `${quote}(${key})\\\\{${depth}}"${COLON}\\\\{${depth}}"([^\\r\\n]{0,16384}?)${quote}`,
    "gi",
  );
}

/** The kind that a key gives: its last words, so that the reader knows what stood there. */
function kindOf(key: string): string {
  const word = key.toLowerCase().replaceAll("-", "_");
  if (word.includes("cookie")) return "cookie";
  if (word.includes("authorization")) return "authorization";
  if (word.includes("signature") || /(?:^|_)sig$/.test(word)) return "signature";
  if (word.includes("token")) return "token";
  if (word.includes("pass") || word.includes("pwd")) return "password";
  return "secret";
}

/** `value` is the last group that matched, and stands at the end of the match but for `behind` characters. */
function valueRange(match: RegExpExecArray, key: string, value: string, behind: number): SecretRange[] {
  if (value === "" || isHarmless(value)) return [];
  const end = match.index + match[0].length - behind;
  return [{ start: end - value.length, end, kind: kindOf(key) }];
}

/** What other programs leave in a secret's place; our own marks stay by themselves. */
function isHarmless(value: string): boolean {
  return /^(?:-|REDACTED|\[REDACTED\]|\*+|null|true|false)$/i.test(value);
}

function find(text: string, pattern: RegExp, read: (match: RegExpExecArray) => SecretRange[]): SecretRange[] {
  const ranges: SecretRange[] = [];
  for (const match of text.matchAll(pattern)) ranges.push(...read(match));
  return ranges;
}

/** Group 1 is the key and group 2 the value, which ends `behind` characters before the match. */
function textPattern(kind: string, pattern: RegExp, behind: number): SecretPattern {
  return {
    kind,
    find: (text) => find(text, pattern, (match) => valueRange(match, match[1] ?? "", match[2] ?? "", behind)),
  };
}

/** `key=value` in text, as logfmt and configuration write it. */
function assignments(pattern: RegExp): SecretPattern {
  const read = (match: RegExpExecArray): SecretRange[] => {
    const [, key = "", quoted, bare = ""] = match;
    return quoted === undefined ? valueRange(match, key, bare, 0) : valueRange(match, key, quoted, 1);
  };
  return { kind: "assignment", find: (text) => find(text, pattern, read) };
}

function members(pattern: RegExp, numberKeys: RegExp): SecretPattern {
  const read = (match: RegExpExecArray): SecretRange[] => {
    const [, key = "", text, list, map, number] = match;
    if (text !== undefined) return valueRange(match, key, text, 1);
    if (list !== undefined) return innerRanges(match, key, list, LIST_TEXT);
    if (map !== undefined) return innerRanges(match, key, map, MAP_TEXT);
    if (number === undefined || !numberKeys.test(key)) return [];
    return valueRange(match, key, number, 0).map((range) => ({ ...range, quote: true }));
  };
  return { kind: "member", find: (text) => find(text, pattern, read) };
}

const LIST_TEXT = new RegExp(JSON_TEXT, "g");
const MAP_TEXT = new RegExp(`(?<=:\\s{0,16})${JSON_TEXT}`, "g");

/** Headers in lists, credentials in maps: each text in there is a value. */
function innerRanges(match: RegExpExecArray, key: string, inner: string, pattern: RegExp): SecretRange[] {
  const offset = match.index + match[0].length - inner.length;
  return find(inner, pattern, (item) => valueRange(item, key, item[1] ?? "", 1)).map(
    ({ start, end, kind }) => ({ start: start + offset, end: end + offset, kind }),
  );
}
