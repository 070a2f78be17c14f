import type { Json } from "../model/entry.ts";
import type { Redaction } from "./redactor.ts";

/**
 * A pattern may take a quote or half an escape with it and leave what is no JSON any more. Then each text of the
 * record is redacted by itself instead. Undefined where nothing was broken.
 */
export function redactedJson(
  original: string,
  redacted: string,
  redact: (text: string) => Redaction,
): Redaction | undefined {
  if (!/^\s*[[{]/.test(original) || isJson(redacted)) return undefined;
  const record = parsed(original);
  if (record === undefined) return undefined;
  let count = 0;
  const redactText = (text: string): string => {
    const result = redact(text);
    count += result.count;
    return result.text;
  };
  const text = JSON.stringify(walked(record, redactText));
  return { text, count };
}

function isJson(text: string): boolean {
  return parsed(text) !== undefined;
}

function parsed(text: string): Json | undefined {
  try {
    // JSON.parse gives exactly what Json describes.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Deeper values are left out: nothing was looked for in them. */
const maxDepth = 100;

/** Keys are texts too, and a secret's key makes its value one: each member is asked about as `"key":"value"`. */
function walked(value: Json, redactText: (text: string) => string, depth = 0): Json {
  if (depth > maxDepth) return "[too deep to be redacted]";
  if (typeof value === "string") return redactText(value);
  if (typeof value === "number") {
    const text = redactText(String(value));
    return text === String(value) ? value : text;
  }
  if (value === null || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => walked(item, redactText, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [redactText(key), member(key, inner, redactText, depth + 1)]),
  );
}

function member(key: string, value: Json, redactText: (text: string) => string, depth: number): Json {
  if (typeof value !== "string" && typeof value !== "number") return walked(value, redactText, depth);
  const before = `${JSON.stringify(key)}:`;
  const pair = `${before}${JSON.stringify(value)}`;
  const redacted = redactText(pair);
  if (redacted === pair || !redacted.startsWith(before)) return walked(value, redactText, depth);
  const inner = parsed(redacted.slice(before.length));
  return typeof inner === "string" ? inner : walked(value, redactText, depth);
}
