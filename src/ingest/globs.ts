import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { glob } from "tinyglobby";
import { isRotatedOf } from "./rotated-files.ts";

/** Files of one pattern that are followed at the same time; of more, those that were written last. */
export const maxGlobFiles = 256;

const GLOB_CHARACTER = /[*?[\]{}]/;

/** Whether a path is a pattern. A file whose name looks like one is a file. */
export function isGlob(path: string): boolean {
  return GLOB_CHARACTER.test(path) && !existsSync(path);
}

export interface GlobFile {
  readonly path: string;
  /** The pattern names files that were rotated away from this one too. */
  readonly withRotated: boolean;
}

export interface GlobFiles {
  /** Those written last first. */
  readonly files: readonly GlobFile[];
  /** How many more there are than may be followed. */
  readonly leftOut: number;
}

/** The files that a pattern means now. What was rotated away from one of them is no file of its own. */
export async function globFiles(pattern: string): Promise<GlobFiles> {
  const paths = await glob(pattern, { absolute: true, onlyFiles: true, expandDirectories: false });
  const bases = new Set<string>();
  const own = paths.filter((path) => {
    const base = paths.find((other) => isRotationOf(path, other));
    if (base !== undefined) bases.add(base);
    return base === undefined;
  });
  const dated = await Promise.all(own.map(async (path) => ({ path, writtenAt: await writtenAt(path) })));
  const newestFirst = dated.sort((a, b) => b.writtenAt - a.writtenAt || (a.path < b.path ? -1 : 1));
  return {
    files: newestFirst.slice(0, maxGlobFiles).map(({ path }) => ({ path, withRotated: bases.has(path) })),
    leftOut: Math.max(0, newestFirst.length - maxGlobFiles),
  };
}

function isRotationOf(path: string, other: string): boolean {
  if (path.length <= other.length || !path.startsWith(other)) return false;
  return dirname(path) === dirname(other) && isRotatedOf(basename(path), basename(other));
}

async function writtenAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
