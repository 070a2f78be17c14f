import type { Entry } from "../model/entry.ts";

/** Characters of a text that are looked at: what tells lines apart stands at their beginning. */
export const maxPatternInput = 2_000;

/** Characters of a pattern. */
export const maxPatternLength = 160;

/** Path segments that are kept; further ones are one "…". */
const maxSegments = 4;

/** Upstream statuses that are spelled out. */
const maxStatuses = 4;

/**
 * One short line that stands for all entries that differ only in what varies from request to request. The upstream
 * is left out, because three dead upstreams would make three patterns of one failure; evidence adds it.
 */
export function linePattern(entry: Entry, raw: string): string {
  if (entry.kind === "http_request" && entry.status !== undefined) return requestPattern(entry, entry.status);
  const words = wording(entry, raw).slice(0, maxPatternInput);
  const text = entry.format === "nginx_error" ? maskButErrno(words) : maskVarying(words);
  return shorten(entry.level === undefined ? text : `${entry.level}: ${text}`);
}

/** nginx writes who asked, and for what, behind the text of an error: it is in fields of its own. */
function wording(entry: Entry, raw: string): string {
  const { message } = entry;
  if (message === undefined) return raw;
  const context = entry.format === "nginx_error" ? message.indexOf(", client: ") : -1;
  return context > 0 ? message.slice(0, context) : message;
}

/** `(110: Connection timed out)` is the system's own word for what went wrong. */
function maskButErrno(text: string): string {
  const [, before, errno, after] = /^(.*?)(\(\d{1,3}: [A-Za-z ]+\))(.*)$/s.exec(text) ?? [];
  if (before === undefined || errno === undefined || after === undefined) return maskVarying(text);
  return [maskVarying(before), errno, maskVarying(after)].filter((part) => part !== "").join(" ");
}

function requestPattern(entry: Entry, status: number): string {
  const asked = [entry.method, pathPattern(entry)].filter((part) => part !== undefined && part !== "");
  const tried =
    entry.upstream_statuses ?? (entry.upstream_status === undefined ? [] : [entry.upstream_status]);
  let text = `${asked.join(" ")} → ${status}`;
  if (tried.length > 0) text += ` (upstream_status ${statusList(tried)})`;
  if (entry.retry_after_seconds !== undefined && entry.retry_after_seconds > 0) text += " with Retry-After";
  return shorten(text.trimStart());
}

function statusList(statuses: readonly number[]): string {
  const shown = statuses.slice(0, maxStatuses).join(", ");
  return statuses.length > maxStatuses ? `${shown}, …` : shown;
}

/** Module paths and versions vary, the operation of the GOPROXY protocol does not (go.dev/ref/mod#goproxy-protocol). */
function pathPattern(entry: Entry): string | undefined {
  switch (entry.operation) {
    case "list":
      return "…/@v/list";
    case "info":
    case "mod":
    case "zip":
      return `…/@v/*.${entry.operation}`;
    case "latest":
      return "…/@latest";
    case "sumdb_supported":
      return "/sumdb/…/supported";
    case "sumdb_latest":
      return "/sumdb/…/latest";
    case "sumdb_lookup":
      return "/sumdb/…/lookup/*";
    case "sumdb_tile":
      return "/sumdb/…/tile/*";
    default:
      return entry.path === undefined ? undefined : maskPath(entry.path.slice(0, maxPatternInput));
  }
}

function maskPath(path: string): string {
  const segments = path.split("/").map((segment) => (isVarying(segment) ? "*" : segment));
  // A path starts with a slash, so that its first segment is empty.
  if (segments.length <= maxSegments + 1) return segments.join("/");
  return `${segments.slice(0, maxSegments + 1).join("/")}/…`;
}

/** Ids, versions and numbers: a segment that is mostly not a word. */
function isVarying(segment: string): boolean {
  if (segment.length > 40) return true;
  if (/^[0-9a-f-]{8,}$/i.test(segment)) return true;
  return /\d/.test(segment) && !/^v\d{1,2}$/.test(segment);
}

/** A quoted string, and the colon after it where it is the key of a JSON object. */
const quoted = /"[^"]*"(\s*:)?/g;
const url = /\bhttps?:\/\/[^\s",]+/g;
const version = /\bv\d+\.\d+\.\d+[\w.+-]*/g;
/** Eight hex digits or more, with a decimal one among them, so that words stay; also with hyphens, as in a UUID. */
const hex = /\b(?=[a-f-]*\d)[\da-f]{8,}(?:-[\da-f]{4,})*\b/gi;
const digits = /\d+(?:[.:]\d+)*/g;

/** Masks quoted strings, URLs, versions, ids, addresses and numbers as `*`; words and the keys of JSON stay. */
export function maskVarying(text: string): string {
  return text
    .replace(quoted, (whole, colon?: string) => (colon === undefined ? '"*"' : whole))
    .replace(url, "*")
    .replace(version, "*")
    .replace(hex, "*")
    .replace(digits, "*")
    .replace(/\s+/g, " ")
    .trim();
}

function shorten(text: string): string {
  return text.length <= maxPatternLength ? text : `${text.slice(0, maxPatternLength - 1)}…`;
}
