import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Diagnostic } from "../model/diagnostic.ts";
import { DEFAULTS_FILE } from "../rules/defaults.ts";
import { sourceText } from "../rules/source-text.ts";

/** Bytes of one rule file. */
export const maxRuleFileBytes = 1_000_000;
/** Files of one reading. */
export const maxRuleFiles = 10_000;
/** Directories below one another. */
export const maxRuleDepth = 20;

export interface RuleFileText {
  readonly path: string;
  readonly text: string;
}

/** What one reading collects. */
interface Walk {
  readonly files: RuleFileText[];
  readonly diagnostics: Diagnostic[];
  /** Real paths of directories entered and files read, so that a link in a circle ends. */
  readonly seen: Set<string>;
}

/**
 * Every *.yaml below the paths given, in order of their names, with paths as given. Hidden names are left out
 * (Kubernetes keeps a config map's versions under such). Links are followed as long as they stay inside the
 * path given: a diagnostic shows source lines, and a link must not make it show other files.
 */
export function readRuleFiles(paths: readonly string[]): {
  readonly files: readonly RuleFileText[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const walk: Walk = { files: [], diagnostics: [], seen: new Set() };
  for (const path of paths) {
    try {
      const root = realpathSync(path);
      if (statSync(root).isDirectory()) readDirectory(path, root, 0, walk);
      else readSingleFile(path, walk);
    } catch (error) {
      report(walk, path, "files/unreadable", `\`${path}\` cannot be read: ${reasonOf(error)}`);
    }
  }
  return { files: walk.files, diagnostics: walk.diagnostics };
}

/** A rule given by its own path is still subject to the defaults of the directories that the path names. */
function readSingleFile(path: string, walk: Walk): void {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const defaults = join(directory, DEFAULTS_FILE);
    if (defaults !== path && existsSync(defaults)) readFile(defaults, walk);
    if (directory === dirname(directory)) break;
  }
  readFile(path, walk);
}

function readDirectory(directory: string, root: string, depth: number, walk: Walk): void {
  const real = realpathSync(directory);
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  if (depth > maxRuleDepth) {
    report(
      walk,
      directory,
      "files/too-many",
      `\`${directory}\` lies more than ${maxRuleDepth} directories deep`,
    );
    return;
  }
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries.sort(byName)) {
    if (entry.name.startsWith(".")) continue;
    readEntry(join(directory, entry.name), entry, root, depth, walk);
  }
}

function readEntry(path: string, entry: Dirent, root: string, depth: number, walk: Walk): void {
  try {
    const real = realpathSync(path);
    const inside = real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
    if (!inside) {
      if (isRuleFile(path))
        report(walk, path, "files/outside", `\`${path}\` is a link that leads out of the rules`);
      return;
    }
    if (statSync(real).isDirectory()) readDirectory(path, root, depth + 1, walk);
    else if (isRuleFile(entry.name)) readFile(path, walk);
  } catch (error) {
    report(walk, path, "files/unreadable", `\`${path}\` cannot be read: ${reasonOf(error)}`);
  }
}

function readFile(path: string, walk: Walk): void {
  const real = realpathSync(path);
  const stat = statSync(real);
  if (walk.seen.has(real) || !stat.isFile()) return;
  walk.seen.add(real);
  if (walk.files.length >= maxRuleFiles) {
    report(walk, path, "files/too-many", `\`${path}\` is left out: ${maxRuleFiles} files are read at most`);
    return;
  }
  if (stat.size > maxRuleFileBytes) {
    const message = `\`${path}\` has ${stat.size} bytes, allowed are ${maxRuleFileBytes}`;
    report(walk, path, "files/too-large", message);
    return;
  }
  walk.files.push({ path, text: readFileSync(real, "utf8") });
}

function isRuleFile(name: string): boolean {
  return name.endsWith(".yaml") || name.endsWith(".yml");
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

function report(walk: Walk, file: string, code: string, message: string): void {
  walk.diagnostics.push(sourceText(file, "").diagnostic({ start: 0, end: 0 }, { code, message }));
}
