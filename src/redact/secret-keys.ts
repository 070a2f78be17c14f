import type { SecretPattern, SecretRange } from "./secret-shapes.ts";

/** Secrets that are known by the key they stand under, however they look. */

const SECRET_WORD =
  "(?:token|secret|passwd|password|passphrase|pwd|api[-_]?key|access[-_]?key|private[-_]?key|sig|signature|credential|credentials|authorization|cookie)";
/** A key may have words in front: access_token, X-Amz-Security-Token, http_set_cookie, clientSecret. */
const KEY = `(?:[\\w.-]{0,64}[-_.])?${SECRET_WORD}|[a-z]{1,32}(?:Token|Secret|Password|ApiKey)`;

/** Escapes may stand in a value, a lone backslash may not: it could belong to the quote behind it. */
const QUERY_VALUE = "((?:[^&\\s\"'<>#;\\\\|]|\\\\u[0-9a-fA-F]{4}|\\\\x[0-9a-fA-F]{2}|\\\\/){1,16384})";
/** Behind ? and & a bare `key` is a secret too (Google's), and session ids are. */
const QUERY = new RegExp(`[?&;]((?:${KEY})|key|session|sessionid|sid)=${QUERY_VALUE}`, "gi");
/** `key=value` in text, as logfmt and configuration write it. */
const ASSIGNMENT = new RegExp(`(?<![\\w.?&;-])(${KEY})=(?:"((?:[^"\\\\]|\\\\.)*)"|${QUERY_VALUE})`, "gi");
/** Not the kind in a mark of ours. */
const HEADER = /(?<!\[redacted:)\b((?:proxy-)?authorization|(?:set-)?cookie): ?([^"\r\n\\]{1,16384})/gi;

const JSON_TEXT = '"((?:[^"\\\\]|\\\\.)*)"';
const MEMBER = new RegExp(
  `"(${KEY})"\\s{0,16}:\\s{0,16}(?:${JSON_TEXT}|(\\[[^\\]{}]*\\])|(-?\\d[\\d.eE+-]{0,64}))`,
  "gi",
);
/** JSON in a JSON text: the quotes are escaped once. */
const INNER_MEMBER = new RegExp(
  `\\\\"(${KEY})\\\\"\\s{0,16}:\\s{0,16}\\\\"((?:[^"\\\\]|\\\\[^"]){0,16384})\\\\"`,
  "gi",
);
/** Keys whose numbers are secrets as well; the others' numbers are counts. */
const NUMBER_KEYS = /(?:passw(?:or)?d|passphrase|pwd|secret)$/i;

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

/** What other programs leave in a secret's place, and what we did. */
function isHarmless(value: string): boolean {
  return (
    /^\[redacted:[a-z_]+:[0-9a-f]{4}\]/.test(value) ||
    /^(?:-|REDACTED|\[REDACTED\]|\*+|null|true|false)$/i.test(value)
  );
}

function find(text: string, pattern: RegExp, read: (match: RegExpExecArray) => SecretRange[]): SecretRange[] {
  const ranges: SecretRange[] = [];
  for (const match of text.matchAll(pattern)) ranges.push(...read(match));
  return ranges;
}

function assignment(match: RegExpExecArray): SecretRange[] {
  const [, key = "", quoted, bare = ""] = match;
  return quoted === undefined ? valueRange(match, key, bare, 0) : valueRange(match, key, quoted, 1);
}

function member(match: RegExpExecArray): SecretRange[] {
  const [, key = "", text, list, number] = match;
  if (text !== undefined) return valueRange(match, key, text, 1);
  if (list !== undefined) return listRanges(match, key, list);
  if (number === undefined || !NUMBER_KEYS.test(key)) return [];
  return valueRange(match, key, number, 0).map((range) => ({ ...range, quote: true }));
}

/** Headers in lists: each text of the list is a value. */
function listRanges(match: RegExpExecArray, key: string, list: string): SecretRange[] {
  const offset = match.index + match[0].length - list.length;
  return find(list, new RegExp(JSON_TEXT, "g"), (item) => valueRange(item, key, item[1] ?? "", 1)).map(
    ({ start, end, kind }) => ({ start: start + offset, end: end + offset, kind }),
  );
}

export const SECRET_KEYS: readonly SecretPattern[] = [
  {
    kind: "query",
    find: (text) => find(text, QUERY, (match) => valueRange(match, match[1] ?? "", match[2] ?? "", 0)),
  },
  { kind: "assignment", find: (text) => find(text, ASSIGNMENT, assignment) },
  {
    kind: "header",
    find: (text) => find(text, HEADER, (match) => valueRange(match, match[1] ?? "", match[2] ?? "", 0)),
  },
  { kind: "member", find: (text) => find(text, MEMBER, member) },
  {
    kind: "inner_member",
    find: (text) => find(text, INNER_MEMBER, (match) => valueRange(match, match[1] ?? "", match[2] ?? "", 2)),
  },
];
