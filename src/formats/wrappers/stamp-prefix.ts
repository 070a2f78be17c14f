import { parseIsoTime, type Stamp } from "../timestamp.ts";

/** Longest stamp that is looked for: nine decimals, and an offset. */
const maxStampLength = 40;

/** An RFC 3339 stamp with its zone at the start of a text, and where the blank behind it stands. */
export function stampPrefix(text: string): { readonly stamp: Stamp; readonly end: number } | undefined {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(10) !== 84) return undefined;
  const end = text.slice(0, maxStampLength).indexOf(" ");
  const stamp = end < 0 ? undefined : parseIsoTime(text.slice(0, end));
  return stamp === undefined || stamp.flag !== undefined ? undefined : { stamp, end };
}
