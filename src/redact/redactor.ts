import { createHmac } from "node:crypto";
import { type DecodedView, decodedView } from "./decoded-view.ts";
import { SECRET_KEYS } from "./secret-keys.ts";
import { SECRET_SHAPES, type SecretPattern, type SecretRange } from "./secret-shapes.ts";
import { isSuspicious } from "./suspicion.ts";

export interface Redaction {
  readonly text: string;
  /** How many secrets were replaced. */
  readonly count: number;
}

export interface Redactor {
  /**
   * Replaces every secret of a raw line by `[redacted:KIND:4 hex]`, before anything else sees it. JSON stays
   * JSON; redacting twice changes nothing more.
   */
  readonly redactLine: (text: string) => Redaction;
}

const PATTERNS: readonly SecretPattern[] = [...SECRET_SHAPES, ...SECRET_KEYS];

/**
 * `key` makes the four hex digits: equal secrets stay equal and different ones different, and nobody without
 * the key can try values. `patterns` are the operator's own; they are asked about every line.
 */
export function createRedactor(options: {
  readonly key: string;
  readonly patterns?: readonly SecretPattern[];
}): Redactor {
  const { key, patterns = [] } = options;
  const all = [...PATTERNS, ...patterns];
  const tag = (secret: string): string => createHmac("sha256", key).update(secret).digest("hex").slice(0, 4);
  return {
    redactLine: (text) => {
      const view = decodedView(text);
      const isSuspect = patterns.length > 0 || isSuspicious(text) || (view && isSuspicious(view.text));
      if (!isSuspect) return { text, count: 0 };
      const ranges = merge([...findAll(text, all), ...findInView(view, all)]);
      return ranges.length === 0
        ? { text, count: 0 }
        : { text: replaced(text, ranges, tag), count: ranges.length };
    },
  };
}

function findAll(text: string, patterns: readonly SecretPattern[]): readonly SecretRange[] {
  return patterns.flatMap((pattern) => pattern.find(text));
}

/** Secrets that stand in the line percent-encoded or behind JSON's escapes. */
function findInView(
  view: DecodedView | undefined,
  patterns: readonly SecretPattern[],
): readonly SecretRange[] {
  if (view === undefined) return [];
  return findAll(view.text, patterns).map((range) => ({
    ...range,
    start: view.originalOf(range.start),
    end: view.originalOf(range.end),
  }));
}

/**
 * Overlapping finds become one, named by the one that begins first, then by the order of the patterns. An
 * address that begins inside another secret is `password@host` of a URL, whose host may stay.
 */
function merge(found: readonly SecretRange[]): readonly SecretRange[] {
  const sorted = found.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  const merged: SecretRange[] = [];
  for (const range of sorted) {
    const last = merged[merged.length - 1];
    if (last === undefined || range.start >= last.end) merged.push(range);
    else if (range.end > last.end && range.kind !== "email")
      merged[merged.length - 1] = { ...last, end: range.end };
  }
  return merged;
}

function replaced(text: string, ranges: readonly SecretRange[], tag: (secret: string) => string): string {
  let result = "";
  let copied = 0;
  for (const { start, end, kind, quote } of ranges) {
    const secret = text.slice(start, end);
    const mark = `[redacted:${kind}:${tag(decodedView(secret)?.text ?? secret)}]`;
    result += text.slice(copied, start) + (quote === true ? `"${mark}"` : mark);
    copied = end;
  }
  return result + text.slice(copied);
}
