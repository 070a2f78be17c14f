import { type ModuleGlob, readModuleGlob } from "./module-glob.ts";
import type { SecretPattern, SecretRange } from "./secret-shapes.ts";

export interface PrivateModules extends SecretPattern {
  /** False where the text holds no private module path for certain. */
  readonly maybeIn: (text: string) => boolean;
}

/** A stretch in which a module path may stand: path characters, and the colons of ports and of git@host:path. */
const RUN = /[\w.~!/:-]+/g;
/** One element of a path and what separates it from the next. */
const ELEMENT = /([\w.~!-]+)(\/|:\d{1,5}\/|:|$)?/y;

interface Element {
  readonly start: number;
  readonly end: number;
  /** Upper case unescaped. */
  readonly text: string;
  readonly separator: string;
}

/**
 * Finds private module paths in every form in which they stand in logs: in request paths (`!` before what is upper
 * case), before `@version` and `/@v/`, in the addresses of repositories, in the words of errors. A host alone is none
 * unless the protocol's `/@v/` or a version follows, so that hosts and upstreams can still be told apart. Globs that
 * cannot be read are left out; the configuration has refused them.
 */
export function privateModules(globs: readonly string[]): PrivateModules | undefined {
  const read = globs.map(readModuleGlob).flatMap((glob) => ("problem" in glob ? [] : [glob]));
  if (read.length === 0) return undefined;
  const anchors = new RegExp(read.map(({ anchor }) => anchor).join("|"), "i");
  return {
    kind: "module",
    maybeIn: (text) => anchors.test(text),
    find(text) {
      const ranges: SecretRange[] = [];
      for (const run of text.matchAll(RUN)) {
        if (anchors.test(run[0]))
          ranges.push(...findInRun(text, run.index, run.index + run[0].length, read, anchors));
      }
      return ranges;
    },
  };
}

function findInRun(
  text: string,
  runStart: number,
  runEnd: number,
  globs: readonly ModuleGlob[],
  anchors: RegExp,
): readonly SecretRange[] {
  const elements = elementsOf(text, runStart, runEnd);
  const ranges: SecretRange[] = [];
  const proxy = proxyOf(text, elements);
  let at = 0;
  while (at < elements.length) {
    const path = at === proxy ? undefined : pathFrom(text, elements, at, globs, anchors);
    if (path === undefined) {
      at += 1;
      continue;
    }
    ranges.push(path.range);
    at += path.elements;
  }
  return ranges;
}

function elementsOf(text: string, start: number, end: number): readonly Element[] {
  const elements: Element[] = [];
  let at = start;
  while (at < end) {
    ELEMENT.lastIndex = at;
    const match = ELEMENT.exec(text);
    if (match === null) {
      // A separator without an element before it.
      at += 1;
      continue;
    }
    const [whole, name = "", separator = ""] = match;
    elements.push({ start: at, end: at + name.length, text: unescaped(name), separator });
    at += whole.length;
  }
  return elements;
}

/** `!azure` is `Azure`. */
function unescaped(name: string): string {
  return name.includes("!") ? name.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name;
}

const HOST = /^[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}$/i;

/** Which element is a proxy's host, as in https://proxy.corp.example.com/github.com/spf13/cobra/@v/list; else -1. */
function proxyOf(text: string, elements: readonly Element[]): number {
  const last = elements.at(-1);
  if (last === undefined || !text.startsWith("@", last.end + 1)) return -1;
  const first = elements.findIndex(({ start }) => text.startsWith("://", start - 3));
  const behind = elements.slice(first + 1, -1);
  return first >= 0 && behind.some((element) => HOST.test(element.text)) ? first : -1;
}

/** The module path that begins with the element, as far as it goes; undefined where no glob matches. */
function pathFrom(
  text: string,
  elements: readonly Element[],
  from: number,
  globs: readonly ModuleGlob[],
  anchors: RegExp,
): { readonly range: SecretRange; readonly elements: number } | undefined {
  const most = Math.max(...globs.map((glob) => glob.elements));
  const leading = joined(text, elements, from, most);
  const probe = leading.map((element) => element.text).join("/");
  if (!anchors.test(probe)) return undefined;
  const matches = globs.some(
    (glob) =>
      leading.length >= glob.elements &&
      glob.matches(
        trimmed(
          leading
            .slice(0, glob.elements)
            .map((element) => element.text)
            .join("/"),
        ),
      ),
  );
  if (!matches) return undefined;
  const path = joined(text, elements, from, elements.length);
  const last = path.at(-1);
  const first = path[0];
  if (first === undefined || last === undefined) return undefined;
  if (path.length === 1 && !/^\/?@(?:v|latest)/.test(text.slice(last.end, last.end + 8))) return undefined;
  const name = trimmed(path.map((element) => element.text).join("/"));
  const end = last.end - (last.text.length - trimmed(last.text).length);
  return {
    range: { start: first.start, end, kind: "module", name: name.replace(/\.git$/, "") },
    elements: path.length,
  };
}

/** The elements of one path, at most `most`: up to a colon that is neither a port's nor git@host:'s, or to `.git`. */
function joined(text: string, elements: readonly Element[], from: number, most: number): readonly Element[] {
  const path: Element[] = [];
  for (let at = from; at < elements.length && path.length < most; at += 1) {
    const element = elements[at];
    if (element === undefined) break;
    path.push(element);
    const isHost = at === from;
    const { separator } = element;
    if (element.text.endsWith(".git") || separator === "") break;
    if (separator === ":" && !(isHost && text.charAt(element.start - 1) === "@")) break;
    if (separator !== "/" && !isHost) break;
    // Two slashes, or the end.
    if (elements[at + 1]?.start !== element.end + separator.length) break;
  }
  return path;
}

/** Without the full stop of a sentence. */
function trimmed(path: string): string {
  return path.replace(/[.!]+$/, "");
}
