import type { Json } from "../model/entry.ts";

/** logfmt has no types: a number that prints as it is written and a boolean are what they look like, unless quoted. */
export function logfmtValue(text: string, isQuoted: boolean): Json {
  if (isQuoted || text.length > 24) return text;
  if (text === "true") return true;
  if (text === "false") return false;
  const number = Number(text);
  return text !== "" && String(number) === text && Number.isFinite(number) ? number : text;
}
