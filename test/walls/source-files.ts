import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A file of the program; the walls are checked over these, so that a test can plant one. */
export interface SourceFile {
  /** Below src, with slashes: detect/count.ts. */
  readonly path: string;
  readonly text: string;
}

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

export function readSourceFiles(): readonly SourceFile[] {
  return readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile() && found.name.endsWith(".ts"))
    .map((found) => join(found.parentPath, found.name))
    .sort()
    .map((file) => ({
      path: relative(SRC, file).split(sep).join("/"),
      text: readFileSync(file, "utf8"),
    }));
}

/** The first folder of a path below src; `main` for src/main.ts itself. */
export function folderOf(path: string): string {
  return path.includes("/") ? (path.split("/")[0] ?? "") : "main";
}

/** The text without its comments: what is said in words breaks no wall. Lines keep their numbers. */
export function withoutComments(text: string): string {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, " ");
  // Formatted code has block comments at the start of a line only; elsewhere the signs belong to a pattern.
  return text.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, blank).replace(/(?<=^|\s)\/\/.*$/gm, blank);
}

export interface Import {
  /** As written: node:fs, zod, ../model/entry.ts. */
  readonly from: string;
  /** Names in braces; empty where it has none. */
  readonly names: readonly string[];
}

const STATEMENT = /^(?:import|export)\b([^;"'`]*?)from\s+"([^"]+)"/gm;
const BARE = /^import\s+"([^"]+)"/gm;
const DYNAMIC = /\b(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g;
/** How a file beside it is started as a thread. */
const THREAD = /new URL\("(\.[^"]+\.js)", import\.meta\.url\)/g;

export function importsOf({ text }: SourceFile): readonly Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const [, clause = "", from = ""] of code.matchAll(STATEMENT))
    found.push({ from, names: named(clause) });
  for (const pattern of [BARE, DYNAMIC, THREAD]) {
    for (const [, from = ""] of code.matchAll(pattern)) found.push({ from, names: [] });
  }
  return found;
}

function named(clause: string): readonly string[] {
  const inside = /\{([^}]*)\}/.exec(clause)?.[1] ?? "";
  return inside
    .split(",")
    .map((name) =>
      name
        .trim()
        .replace(/^type\s+/, "")
        .replace(/\s+as\s+.*$/, ""),
    )
    .filter((name) => name !== "");
}

/** The folder that a relative import leads to; undefined for a library. */
export function targetFolder(file: SourceFile, from: string): string | undefined {
  if (!from.startsWith(".")) return undefined;
  const path = posix.normalize(posix.join(posix.dirname(file.path), from));
  return path.startsWith("..") ? undefined : folderOf(path);
}
