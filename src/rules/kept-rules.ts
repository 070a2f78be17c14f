import type { Diagnostic } from "../model/diagnostic.ts";
import type { Rule } from "../model/rule.ts";
import type { KeptRuleFile, RuleText, RuleTexts } from "../model/rule-text.ts";
import { isDefaultsFile } from "./defaults.ts";
import { readRules } from "./read-rules.ts";

/** A rule file that does not load. */
export interface BrokenRuleFile {
  readonly file: string;
  readonly errors: readonly Diagnostic[];
  /** Its last good version is judged by; else what there is of it that is right. */
  readonly kept: boolean;
}

export interface ChosenRules {
  readonly texts: RuleTexts;
  readonly rules: readonly Rule[];
  /** The last good version of each file that is there, to be remembered. */
  readonly good: readonly KeptRuleFile[];
  readonly broken: readonly BrokenRuleFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Rules of the files, and of the last good versions in so far as no file has the same id now. */
export function readRuleTexts({ files, kept }: RuleTexts): readonly Rule[] {
  const rules = new Map(readRules(files).rules.map((rule) => [rule.id, rule]));
  for (const { defaults, path, text } of kept) {
    for (const rule of readRules([...defaults, { path, text }]).rules) {
      if (!rules.has(rule.id)) rules.set(rule.id, rule);
    }
  }
  return [...rules.values()];
}

/**
 * File by file: what loads is used, and what does not keeps the last version that did. `unreadable`: what went wrong
 * while files were read; a directory stands for all that was known below it. A file that is gone is gone.
 */
export function chooseRules(
  files: readonly RuleText[],
  unreadable: readonly Diagnostic[],
  known: readonly KeptRuleFile[],
): ChosenRules {
  const lost = known.filter(({ path }) => unreadable.some(({ file }) => isAtOrBelow(path, file)));
  const lostDefaults = lost.filter(({ path }) => isDefaultsFile(path));
  const readable = [...files, ...lostDefaults.map(({ path, text }) => ({ path, text }))];
  const first = readRules(readable);
  const firstErrors = errorsByFile(first.diagnostics);
  const mended = readable.map((file) =>
    isDefaultsFile(file.path) ? lastGood(file, firstErrors, known) : file,
  );
  const set = readRules(mended);
  const errors = errorsByFile(set.diagnostics);
  const failing = mended.filter(({ path }) => errors.has(path) && !isDefaultsFile(path));
  const kept = known.filter(
    ({ path }) =>
      !isDefaultsFile(path) &&
      (failing.some((file) => file.path === path) || lost.some((one) => one.path === path)),
  );
  const keptPaths = new Set(kept.map(({ path }) => path));
  const texts = { files: mended.filter(({ path }) => !keptPaths.has(path)), kept };
  const good = texts.files.filter(({ path }) => !errors.has(path)).map((file) => withDefaults(file, mended));
  // What the other files lack while defaults are broken is no fault of theirs.
  const ofDefaults = first.diagnostics.filter(({ file }) => isDefaultsFile(file));
  const found = withoutRepeats([...unreadable, ...ofDefaults, ...set.diagnostics]);
  const broken = brokenFiles(found, known);
  return {
    texts,
    rules: readRuleTexts(texts),
    good: [...good, ...kept],
    broken,
    diagnostics: found,
  };
}

function isAtOrBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(place.endsWith("/") ? place : `${place}/`);
}

function errorsByFile(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const byFile = new Map<string, Diagnostic[]>();
  for (const one of diagnostics) {
    if (one.severity !== "error") continue;
    byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);
  }
  return byFile;
}

function lastGood(
  file: RuleText,
  errors: ReadonlyMap<string, readonly Diagnostic[]>,
  known: readonly KeptRuleFile[],
): RuleText {
  if (!errors.has(file.path)) return file;
  const good = known.find(({ path }) => path === file.path);
  return good === undefined ? file : { path: good.path, text: good.text };
}

function withDefaults(file: RuleText, all: readonly RuleText[]): KeptRuleFile {
  if (isDefaultsFile(file.path)) return { ...file, defaults: [] };
  const defaults = all.filter(
    ({ path }) => isDefaultsFile(path) && file.path.startsWith(path.slice(0, path.lastIndexOf("/") + 1)),
  );
  return { ...file, defaults };
}

function brokenFiles(
  diagnostics: readonly Diagnostic[],
  known: readonly KeptRuleFile[],
): readonly BrokenRuleFile[] {
  return [...errorsByFile(diagnostics)].map(([file, errors]) => ({
    file,
    errors,
    kept: known.some(({ path }) => isAtOrBelow(path, file)),
  }));
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, file, line, column, message }) => {
    const key = `${code} ${file} ${line} ${column} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
