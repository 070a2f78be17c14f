import { createHmac } from "node:crypto";
import { MARK_START, marksIn } from "../model/redaction-mark.ts";
import { type DecodedView, decodedView } from "./decoded-view.ts";
import { readOwnPattern } from "./own-patterns.ts";
import { privateModules } from "./private-modules.ts";
import type { RedactText } from "./redact-leaves.ts";
import { redactedJson } from "./redacted-json.ts";
import { NO_SETTINGS, type RedactionSettings } from "./redaction-settings.ts";
import { secretKeys } from "./secret-keys.ts";
import { SECRET_SHAPES, type SecretPattern, type SecretRange } from "./secret-shapes.ts";
import { createSuspicion } from "./suspicion.ts";

export interface Redaction {
  readonly text: string;
  /** How many secrets were replaced. */
  readonly count: number;
}

export interface Redactor {
  /**
   * Replaces every secret of a text by `[redacted:KIND:4 hex]`, before anything else sees it. JSON stays JSON;
   * redacting twice changes nothing more; never throws; time is linear in the text.
   */
  readonly redactLine: (text: string) => Redaction;
  /** The same, for who does not count. */
  readonly redactText: RedactText;
}

/** How often what was redacted is looked at again: a mark can uncover another secret beside it. */
const maxRounds = 6;

/** Escapes within escapes that are looked through: %252F is %2F is a slash. */
const maxViews = 3;

/**
 * `key` makes the four hex digits: equal secrets stay equal and different ones different, and nobody without
 * the key can try values. `settings` are the operator's; patterns that cannot be read are left out, the configuration
 * has refused them. `knownAddresses`: mail addresses that may be shown, alone or within one of these texts; never
 * given for log lines.
 */
export function createRedactor(options: {
  readonly key: string;
  readonly settings?: RedactionSettings;
  readonly knownAddresses?: readonly string[];
}): Redactor {
  const { key, settings = NO_SETTINGS, knownAddresses = [] } = options;
  const choose = chooser(settings, knownAddresses);
  const tag = (secret: string): string => createHmac("sha256", key).update(secret).digest("hex").slice(0, 4);

  function redactOnce(text: string): Redaction {
    const views = viewsOf(text);
    const patterns = choose(text, views);
    if (patterns.length === 0) return { text, count: 0 };
    const found = [...findAll(text, patterns), ...views.flatMap((view) => findInView(view, patterns))];
    const ranges = withoutMarks(text, merge(found));
    if (ranges.length === 0) return { text, count: 0 };
    return { text: replaced(text, ranges, tag), count: ranges.length };
  }

  function redactLine(line: string): Redaction {
    let text = line;
    let total = 0;
    for (let round = 0; round < maxRounds; round += 1) {
      const once = redactOnce(text);
      if (once.count === 0) break;
      const { text: next, count } = redactedJson(text, once.text, redactOnce) ?? once;
      if (next === text) break;
      text = next;
      total += count;
    }
    return { text, count: total };
  }

  return { redactLine, redactText: (text) => redactLine(text).text };
}

/** Which patterns a text has to be asked about; for nearly every line none but the operator's own. */
function chooser(
  settings: RedactionSettings,
  knownAddresses: readonly string[],
): (text: string, views: readonly DecodedView[]) => readonly SecretPattern[] {
  const isSuspicious = createSuspicion(settings.keyNames);
  const shapes =
    knownAddresses.length === 0 ? SECRET_SHAPES : SECRET_SHAPES.map((one) => except(one, knownAddresses));
  const known = [...shapes, ...secretKeys(settings.keyNames)];
  const modules = privateModules(settings.privateModules);
  const own = settings.patterns.map(readOwnPattern).flatMap((one) => ("problem" in one ? [] : [one]));
  return (text, views) => {
    const anywhere = (test: (text: string) => boolean): boolean =>
      test(text) || views.some((view) => test(view.text));
    const isSuspect = anywhere(isSuspicious);
    if (modules !== undefined && anywhere(modules.maybeIn)) {
      return [modules, ...(isSuspect ? known : []), ...own];
    }
    return isSuspect ? [...known, ...own] : own;
  };
}

/** The pattern of addresses without those that are known; another pattern as it is. */
function except(pattern: SecretPattern, knownAddresses: readonly string[]): SecretPattern {
  if (pattern.kind !== "email") return pattern;
  const known = new Set(
    knownAddresses.flatMap((text) =>
      pattern.find(text).map(({ start, end }) => text.slice(start, end).toLowerCase()),
    ),
  );
  return {
    ...pattern,
    find: (text) =>
      pattern.find(text).filter(({ start, end }) => !known.has(text.slice(start, end).toLowerCase())),
  };
}

/** What stands in the text percent-encoded or behind JSON's escapes, however often. */
function viewsOf(text: string): readonly DecodedView[] {
  const first = decodedView(text);
  if (first === undefined) return NO_VIEWS;
  const views = [first];
  while (views.length < maxViews) {
    const outer = views[views.length - 1];
    const inner = outer?.text.includes("%") === true ? decodedView(outer.text) : undefined;
    if (outer === undefined || inner === undefined) break;
    views.push({ text: inner.text, originalOf: (at) => outer.originalOf(inner.originalOf(at)) });
  }
  return views;
}

const NO_VIEWS: readonly DecodedView[] = [];

function findAll(text: string, patterns: readonly SecretPattern[]): readonly SecretRange[] {
  return patterns.flatMap((pattern) => pattern.find(text));
}

function findInView(view: DecodedView, patterns: readonly SecretPattern[]): readonly SecretRange[] {
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
    // The same secret, of which one reading saw only the beginning.
    else if (range.end > last.end && range.start === last.start && range.kind === last.kind) {
      merged[merged.length - 1] = range;
    } else if (range.end > last.end && range.kind !== "email") {
      const { name: _, ...unnamed } = last;
      merged[merged.length - 1] = { ...unnamed, end: range.end };
    }
  }
  return merged;
}

/** What of the ranges is no mark yet: a mark stays as it is, and hides nothing that stands beside it. */
function withoutMarks(text: string, ranges: readonly SecretRange[]): readonly SecretRange[] {
  if (!text.includes(MARK_START)) return ranges;
  const marks = marksIn(text);
  let passed = 0;
  return ranges.flatMap((range) => {
    const pieces: SecretRange[] = [];
    let { start } = range;
    let mark = marks[passed];
    for (; mark !== undefined && mark.start < range.end; mark = marks[++passed]) {
      if (mark.end <= start) continue;
      if (mark.start > start) pieces.push({ ...range, start, end: mark.start });
      start = mark.end;
      // It may reach into the next range as well.
      if (mark.end > range.end) break;
    }
    if (start === range.start) return [range];
    if (start < range.end) pieces.push({ ...range, start });
    return pieces.map(({ name: _, ...piece }) => piece);
  });
}

function replaced(text: string, ranges: readonly SecretRange[], tag: (secret: string) => string): string {
  let result = "";
  let copied = 0;
  for (const { start, end, kind, name, quote } of ranges) {
    const secret = text.slice(start, end);
    const mark = `[redacted:${kind}:${tag(name ?? decodedView(secret)?.text ?? secret)}]`;
    result += text.slice(copied, start) + (quote === true ? `"${mark}"` : mark);
    copied = end;
  }
  return result + text.slice(copied);
}
