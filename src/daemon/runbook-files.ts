import { readFileSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";

/** Bytes of one runbook. */
export const maxRunbookBytes = 1_000_000;

/** Reads Markdown files below a directory and nowhere else; undefined for what is not there, or too large. */
export function runbookReader(directory: string): (path: string) => string | undefined {
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
