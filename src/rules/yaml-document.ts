import { isMap, isPair, isScalar, isSeq, type Node, type Pair, Scalar } from "yaml";
import type { Diagnostic } from "../model/diagnostic.ts";
import { type ScalarStyle, scalarOffsets } from "./scalar-offsets.ts";
import type { Finding, SourceText, Span } from "./source-text.ts";

/** A way into a document: keys and list indexes. */
export type Path = readonly (string | number)[];

/** One YAML document as plain values, and where in the file each of them stands. */
export interface YamlDocument {
  readonly source: SourceText;
  /** Maps have no prototype, so that a key called constructor is only a key. */
  readonly value: unknown;
  /** Line of its first key. */
  readonly line: number;
  /** Of the value at the path; where there is none, of the nearest that contains it. */
  readonly valueSpan: (path: Path) => Span;
  /** Of the key that ends the path. */
  readonly keySpan: (path: Path) => Span;
  /** Of a part of the text at the path, given in units of the text. */
  readonly textSpan: (path: Path, part: Span) => Span;
  /** What follows a plain text on its line is a comment that may have been meant as part of it. */
  readonly commentFollows: (path: Path) => boolean;
  readonly at: (span: Span, finding: Finding) => Diagnostic;
}

export function yamlDocument(source: SourceText, contents: Node | null, value: unknown): YamlDocument {
  function nodeAt(path: Path): Node | null {
    let node = contents;
    for (const step of path) {
      const next = childAt(node, step);
      if (next === undefined) return node;
      node = next;
    }
    return node;
  }
  function valueSpan(path: Path): Span {
    const node = nodeAt(path);
    return node === null ? { start: 0, end: 0 } : nodeSpan(node);
  }
  function textSpan(path: Path, part: Span): Span {
    const node = nodeAt(path);
    if (!isScalar(node) || typeof node.value !== "string" || !node.range) return valueSpan(path);
    const style = scalarStyle(node);
    const offsets = scalarOffsets(source.text, node.range[0], node.range[1], node.value, style);
    if (offsets === undefined) return valueSpan(path);
    const start = offsets[part.start] ?? node.range[0];
    if (part.end <= part.start) return { start, end: start };
    // Up to where the next character starts, without the blanks and line ends that may lie between.
    const last = offsets[part.end - 1] ?? start;
    const written = source.text.slice(last, offsets[part.end] ?? last).trimEnd();
    return { start, end: last + Math.max(1, written.length) };
  }
  return {
    source,
    value,
    line: source.lineAt(firstKeyStart(contents)),
    valueSpan,
    keySpan: (path) => {
      // An item of a list has no key.
      if (typeof path.at(-1) === "number") return valueSpan(path);
      const key = keyNode(nodeAt(path.slice(0, -1)), path.at(-1));
      return key === undefined ? valueSpan(path.slice(0, -1)) : nodeSpan(key);
    },
    textSpan,
    commentFollows: (path) => {
      const node = nodeAt(path);
      if (!isScalar(node) || node.type !== Scalar.PLAIN || !node.range) return false;
      return /^[ \t]+#/.test(source.text.slice(node.range[1], node.range[1] + 40));
    },
    at: source.diagnostic,
  };
}

function childAt(node: Node | null, step: string | number): Node | undefined {
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step];
    return isNode(item) ? item : undefined;
  }
  const pair = pairAt(node, step);
  if (pair === undefined) return undefined;
  // A key without a value stands for its value, so that there is something to point at.
  if (isNode(pair.value) && pair.value.range && !isEmptyNull(pair.value)) return pair.value;
  return isNode(pair.key) ? pair.key : undefined;
}

function isEmptyNull(node: Node): boolean {
  return isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1];
}

function pairAt(node: Node | null, key: string | number | undefined): Pair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

function keyNode(node: Node | null, key: string | number | undefined): Node | undefined {
  const found = pairAt(node, key)?.key;
  return isNode(found) ? found : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !isPair(value) && "range" in value;
}

export function nodeSpan(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

function firstKeyStart(contents: Node | null): number {
  return contents?.range?.[0] ?? 0;
}

function scalarStyle(node: Scalar): ScalarStyle {
  switch (node.type) {
    case Scalar.QUOTE_SINGLE:
      return "single";
    case Scalar.QUOTE_DOUBLE:
      return "double";
    case Scalar.BLOCK_FOLDED:
    case Scalar.BLOCK_LITERAL:
      return "block";
    default:
      return "plain";
  }
}

/** The plain value at a path. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = Reflect.get(found, step);
  }
  return found;
}
