import { RE2JS } from "re2js";

/** A glob of module paths, as in GOPRIVATE: it is compared with as many leading path elements as it has itself. */
export interface ModuleGlob {
  readonly elements: number;
  /** The leading elements of a module path, joined by slashes, upper case unescaped. */
  readonly matches: (leading: string) => boolean;
  /** Source of a pattern without which no path matches in any of its escaped forms. */
  readonly anchor: string;
}

export type ReadGlob = ModuleGlob | { readonly problem: string; readonly hint?: string };

/** Characters of one glob. */
export const maxGlobLength = 255;

/**
 * Reads one glob: `*` and `?` stop at slashes, `[a-z]` and `[^a-z]` are classes, a backslash takes the special
 * meaning away, as in Go's path.Match. Upper and lower case are the same here: a path that leaks in other letters
 * leaks all the same.
 */
export function readModuleGlob(text: string): ReadGlob {
  const glob = text.endsWith("/") ? text.slice(0, -1) : text;
  if (glob.length > maxGlobLength) return { problem: `has more than ${maxGlobLength} characters` };
  if (glob === "" || /[\s,@:]|^\/|\/\//.test(glob)) {
    return {
      problem: "is no pattern of module paths",
      hint: "such as `*.corp.example.com` or `github.com/acme/*`",
    };
  }
  const parts = translate(glob);
  if (typeof parts === "string") return { problem: parts };
  const literals = literalRuns(parts);
  const longest = literals.reduce((a, b) => (b.length > a.length ? b : a), "");
  if (!/[a-z0-9]{2}/i.test(longest)) {
    return { problem: "matches nearly every module", hint: "name at least a host or an organisation" };
  }
  const compiled = RE2JS.compile(
    `^(?:${parts.map(({ source }) => source).join("")})$`,
    RE2JS.CASE_INSENSITIVE,
  );
  return {
    elements: parts.filter(({ literal }) => literal === "/").length + 1,
    matches: (leading) => compiled.test(leading),
    anchor: [...longest]
      .map((character, at) => (at > 0 && /[a-z]/i.test(character) ? "!?" : "") + quoted(character))
      .join(""),
  };
}

interface Part {
  /** In the syntax of RE2. */
  readonly source: string;
  /** The character that it stands for, where it stands for just one. */
  readonly literal?: string;
}

function translate(glob: string): readonly Part[] | string {
  const parts: Part[] = [];
  let at = 0;
  while (at < glob.length) {
    const character = glob.charAt(at);
    if (character === "[") {
      const found = readClass(glob, at);
      if (typeof found === "string") return found;
      parts.push({ source: found.source });
      at = found.end;
      continue;
    }
    if (character === "*") parts.push({ source: "[^/]*" });
    else if (character === "?") parts.push({ source: "[^/]" });
    else {
      if (character === "\\") at += 1;
      if (at === glob.length) return "ends in a backslash";
      const literal = glob.charAt(at);
      parts.push({ source: quoted(literal), literal });
    }
    at += 1;
  }
  return parts;
}

function readClass(glob: string, start: number): { readonly source: string; readonly end: number } | string {
  const match = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(glob.slice(start));
  if (match === null) return "has a `[` without its `]`";
  const [whole, not = "", inside = ""] = match;
  const ranges = [...inside.matchAll(/(\\.|[^\\])(?:-(\\.|[^\\]))?/g)].map(([, low = "", high]) => {
    return { low: low.slice(-1), high: (high ?? low).slice(-1) };
  });
  if (ranges.some(({ low, high }) => low > high || low === "-"))
    return `has a range that is none in \`${whole}\``;
  const body = ranges.map(({ low, high }) => `${hex(low)}-${hex(high)}`).join("");
  return { source: `[${not}${body}${not === "" ? "" : "/"}]`, end: start + whole.length };
}

function hex(character: string): string {
  return `\\x{${character.charCodeAt(0).toString(16)}}`;
}

function literalRuns(parts: readonly Part[]): readonly string[] {
  const runs: string[] = [""];
  for (const { literal } of parts) {
    if (literal === undefined) runs.push("");
    else runs[runs.length - 1] += literal;
  }
  return runs;
}

function quoted(character: string): string {
  return /[\w/-]/.test(character) ? character : `\\${character}`;
}
