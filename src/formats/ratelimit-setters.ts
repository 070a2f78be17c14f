import type { Json } from "../model/entry.ts";
import { numberOf, textOf } from "./field-setters.ts";
import type { Setter } from "./reading.ts";

/** Rate-limit headers: the older X-RateLimit-* of each provider's own making, and IETF's drafts. */

/** `100`, and `100, 100;w=60` of the drafts: the quota, then the policies it comes from. */
function quota(value: Json): number | undefined {
  const number =
    numberOf(value) ?? numberOf(/^\s*(\d{1,15})\s*(?:[,;]|$)/.exec(textOf(value) ?? "")?.[1] ?? null);
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

export const ratelimitLimit: Setter = ({ entry }, value) => {
  const found = quota(value);
  if (found === undefined || entry.ratelimit_limit !== undefined) return false;
  entry.ratelimit_limit = found;
  return true;
};

export const ratelimitRemaining: Setter = ({ entry }, value) => {
  const found = quota(value);
  if (found === undefined || entry.ratelimit_remaining !== undefined) return false;
  entry.ratelimit_remaining = found;
  return true;
};

const MAX_LENGTH = 1024;

/** `"default";r=50;t=30` and, before, `limit=100, remaining=50, reset=5`. Of several quotas the one that ends first. */
export const ratelimit: Setter = ({ entry }, value) => {
  const text = textOf(value);
  if (text === undefined || text.length > MAX_LENGTH) return false;
  const named = parameters(text, /[,;]/);
  if (named.has("limit") || named.has("remaining")) {
    entry.ratelimit_limit ??= named.get("limit");
    entry.ratelimit_remaining ??= named.get("remaining");
    entry.ratelimit_reset_seconds ??= named.get("reset");
    return true;
  }
  const quotas = text.split(",").map((item) => parameters(item, ";"));
  const [first] = quotas.filter((one) => one.has("r")).sort((a, b) => (a.get("r") ?? 0) - (b.get("r") ?? 0));
  if (first === undefined) return false;
  entry.ratelimit_remaining ??= first.get("r");
  entry.ratelimit_reset_seconds ??= first.get("t");
  return true;
};

/** `"default";q=100;w=60`. */
export const ratelimitPolicy: Setter = ({ entry }, value) => {
  const text = textOf(value);
  if (text === undefined || text.length > MAX_LENGTH) return false;
  const found = parameters(text.split(",")[0] ?? "", ";").get("q");
  if (found === undefined || entry.ratelimit_limit !== undefined) return false;
  entry.ratelimit_limit = found;
  return true;
};

/** Parameters that are whole numbers; what is malformed is ignored, as the drafts ask. */
function parameters(text: string, separator: string | RegExp): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const part of text.split(separator)) {
    const [, name, number] = /^\s*([a-z]{1,16})=(\d{1,15})\s*$/.exec(part) ?? [];
    if (name !== undefined) found.set(name, Number(number));
  }
  return found;
}
