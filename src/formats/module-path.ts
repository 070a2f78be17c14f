/** The paths of the GOPROXY protocol, https://go.dev/ref/mod#goproxy-protocol, and of the checksum database. */

import { isModuleMark, MARK_START } from "../model/redaction-mark.ts";
import { textMemo } from "./text-memo.ts";

export type GoOperation =
  | "list"
  | "info"
  | "mod"
  | "zip"
  | "latest"
  | "sumdb_supported"
  | "sumdb_latest"
  | "sumdb_lookup"
  | "sumdb_tile";

export const GO_OPERATIONS: readonly GoOperation[] = [
  "list",
  "info",
  "mod",
  "zip",
  "latest",
  "sumdb_supported",
  "sumdb_latest",
  "sumdb_lookup",
  "sumdb_tile",
];

export interface GoRequest {
  readonly operation: GoOperation;
  /** Unescaped. Absent where the path holds no valid module path: a wrong module is worse than none. */
  readonly module: string | undefined;
  readonly version: string | undefined;
  /** Absent for the checksum database. */
  readonly probe: boolean | undefined;
}

/** Hosts where a module has three path elements at least; elsewhere two are enough. */
const ORGANISATION_HOSTS: ReadonlySet<string> = new Set([
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "gitee.com",
  "codeberg.org",
  "golang.org",
]);

/** Where repository managers mount a Go repository; one more element follows, the repository's name. */
const MOUNTS: readonly string[] = ["/artifactory/api/go/", "/api/go/", "/repository/"];

/** Characters of an escaped module path: module.CheckPath's, with ! for upper case. */
const ESCAPED_MODULE = /^[a-z0-9\-._~!/]+$/;

/**
 * Reads a request path, already percent-decoded once. Undefined where it is no path of the protocol. Linear:
 * a path of 64 KiB is looked at a fixed number of times.
 */
export function parseGoPath(path: string): GoRequest | undefined {
  // Every path of the protocol holds one of the two, and most other paths neither.
  const at = path.lastIndexOf("/@");
  if (at >= 0) {
    if (path.startsWith("/@v/", at)) return versionFile(path, at);
    if (path.length === at + 8 && path.endsWith("/@latest"))
      return moduleRequest("latest", path.slice(0, at));
  }
  const sumdb = path.indexOf("/sumdb/");
  return sumdb < 0 ? undefined : sumdbRequest(path.slice(sumdb + 7));
}

function versionFile(path: string, at: number): GoRequest | undefined {
  const file = path.slice(at + 4);
  const modulePart = path.slice(0, at);
  if (file === "list") return moduleRequest("list", modulePart);
  const dot = file.lastIndexOf(".");
  const extension = file.slice(dot + 1);
  if (dot <= 0 || file.includes("/")) return undefined;
  if (extension !== "info" && extension !== "mod" && extension !== "zip") return undefined;
  return moduleRequest(extension, modulePart, unescapeVersion(file.slice(0, dot)));
}

function moduleRequest(operation: GoOperation, mounted: string, version?: string): GoRequest {
  const { module, isPrefix } = moduleOf(mounted);
  if (module === undefined) return { operation, module, version, probe: undefined };
  const asks = operation === "list" || operation === "latest";
  return { operation, module, version, probe: asks && isPrefix };
}

/** Some hundred modules make up the traffic of a proxy: a tenth of the time that a line took. */
const moduleOf = textMemo((mounted) => {
  const module = unescapeModule(withoutMount(mounted));
  return { module, isPrefix: module !== undefined && isModulePrefix(module) };
});

/** True where the path can only be the beginning of a module path: a host, or a host's organisation. */
function isModulePrefix(module: string): boolean {
  // The go command asks no proxy for prefixes of what it knows to be private.
  if (module.startsWith(MARK_START)) return false;
  const slash = module.indexOf("/");
  if (slash < 0) return true;
  const host = module.slice(0, slash);
  return ORGANISATION_HOSTS.has(host) && !module.includes("/", slash + 1);
}

/**
 * What comes before the module path. The go command refuses module paths whose first element has no dot, so
 * leading elements without one belong to the mount.
 */
function withoutMount(path: string): string {
  for (const mount of MOUNTS) {
    const repository = path.startsWith(mount) ? path.indexOf("/", mount.length) : -1;
    if (repository >= 0) return path.slice(repository + 1);
  }
  const mark = path.indexOf(MARK_START);
  if (mark === 0 || path.charAt(mark - 1) === "/") return path.slice(mark);
  let start = path.startsWith("/") ? 1 : 0;
  while (start < path.length) {
    const slash = path.indexOf("/", start);
    const end = slash < 0 ? path.length : slash;
    const dot = path.indexOf(".", start);
    if (dot >= 0 && dot < end) return path.slice(start);
    if (dot < 0) return "";
    start = end + 1;
  }
  return "";
}

/**
 * `!azure` is `Azure`; the mark of a private module stays as it is. Undefined where it is not validly escaped: an upper-case letter, a `!` before anything
 * but a lower-case letter, a character that no module path holds, an empty element, no dot in the first one.
 */
export function unescapeModule(escaped: string): string | undefined {
  if (isModuleMark(escaped)) return escaped;
  if (!ESCAPED_MODULE.test(escaped) || escaped.includes("//")) return undefined;
  if (escaped.startsWith("/") || escaped.endsWith("/")) return undefined;
  const firstDot = escaped.indexOf(".");
  const firstSlash = escaped.indexOf("/");
  if (firstDot < 0 || (firstSlash >= 0 && firstDot > firstSlash)) return undefined;
  return unescapeUpper(escaped);
}

/** Versions may be branch names, in which more characters are allowed; only the escaping is checked. */
function unescapeVersion(escaped: string): string | undefined {
  if (escaped === "" || /[A-Z/\\\s]/.test(escaped)) return undefined;
  return unescapeUpper(escaped);
}

function unescapeUpper(escaped: string): string | undefined {
  if (!escaped.includes("!")) return escaped;
  if (/!(?![a-z])/.test(escaped)) return undefined;
  return escaped.replace(/![a-z]/g, (pair) => pair.charAt(1).toUpperCase());
}

/** `rest` is what follows /sumdb/: the database's name, then what is asked of it. */
function sumdbRequest(rest: string): GoRequest | undefined {
  const slash = rest.indexOf("/");
  const asked = rest.slice(slash + 1);
  if (slash <= 0) return undefined;
  if (asked === "supported") return sumdb("sumdb_supported");
  if (asked === "latest") return sumdb("sumdb_latest");
  if (asked.startsWith("tile/")) return sumdb("sumdb_tile");
  if (!asked.startsWith("lookup/")) return undefined;
  const at = asked.indexOf("@");
  if (at < 0) return sumdb("sumdb_lookup");
  return sumdb("sumdb_lookup", unescapeModule(asked.slice(7, at)), unescapeVersion(asked.slice(at + 1)));
}

function sumdb(operation: GoOperation, module?: string, version?: string): GoRequest {
  return { operation, module, version, probe: undefined };
}
