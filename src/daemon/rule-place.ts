import { isAbsolute, relative, resolve } from "node:path";

/**
 * Messages name a rule by its place in the repository, not by where that lies on this machine: the path below the
 * repository's root, which is where runbooks are relative to; else the path as it is.
 */
export function rulePlace(path: string, root: string): string {
  const below = relative(root, resolve(path));
  return below.startsWith("..") || isAbsolute(below) ? path : below;
}
