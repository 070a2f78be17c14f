import { readFileSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Bytes of one runbook. */
export const maxRunbookBytes = 1_000_000;

/** Of the rules about Tocsin itself: it ships, and a repository may have its own. */
const SELF_RUNBOOK = "runbooks/tocsin.md";
const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));

/** Reads Markdown files below a directory and nowhere else; undefined for what is not there, or too large. */
export function runbookReader(directory: string): (path: string) => string | undefined {
  const own = readBelow(directory);
  const shipped = readBelow(PACKAGE);
  return (path) => own(path) ?? (path === SELF_RUNBOOK ? shipped(path) : undefined);
}

function readBelow(directory: string): (path: string) => string | undefined {
  return (path) => {
    const file = resolve(directory, path);
    const inside = relative(directory, file);
    if (inside.startsWith("..") || isAbsolute(inside)) return undefined;
    try {
      return statSync(file).size > maxRunbookBytes ? undefined : readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
  };
}
