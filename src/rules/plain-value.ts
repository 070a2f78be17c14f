import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { SourceText } from "./source-text.ts";
import { nodeSpan } from "./yaml-document.ts";

/**
 * YAML nodes → plain values. What makes a file say something else than what a reader sees is refused: aliases,
 * merge keys, tags, keys that are not text, the same key twice.
 */
export function plainValue(node: unknown, source: SourceText, diagnostics: Diagnostic[]): unknown {
  if (node === null || !isYamlNode(node)) return null;
  if (isAlias(node)) return refuse(node, "yaml/alias", `*${node.source}`, ALIAS_HINT, source, diagnostics);
  if (hasAnchor(node)) refuse(node, "yaml/alias", `&${node.anchor}`, ALIAS_HINT, source, diagnostics);
  if (node.tag?.startsWith("!") && !node.tag.startsWith("!!")) {
    return refuse(node, "yaml/tag", node.tag, TAG_HINT, source, diagnostics);
  }
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item) => plainValue(item, source, diagnostics));
  if (isMap(node)) return plainMap(node, source, diagnostics);
  return null;
}

const ALIAS_HINT = "write the value out";
const TAG_HINT = "a value that starts with `!` must stand in quotes";

function isYamlNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !isPair(value);
}

function hasAnchor(node: Node): node is Node & { readonly anchor: string } {
  return "anchor" in node && typeof node.anchor === "string";
}

function refuse(
  node: Node,
  code: string,
  written: string,
  hint: string,
  source: SourceText,
  diagnostics: Diagnostic[],
): undefined {
  // The tag or anchor stands before the node's own range.
  const { start, end } = nodeSpan(node);
  const before = source.text.lastIndexOf(written, start);
  const span =
    before === -1 || before < start - 200 ? { start, end } : { start: before, end: before + written.length };
  diagnostics.push(source.diagnostic(span, { code, message: `\`${written}\` is not read here`, hint }));
  return undefined;
}

function plainMap(
  map: YAMLMap,
  source: SourceText,
  diagnostics: Diagnostic[],
): Readonly<Record<string, unknown>> {
  const value: Record<string, unknown> = Object.create(null);
  const lines = new Map<string, number>();
  for (const pair of map.items) {
    const key = pair.key;
    if (!isScalar(key) || key.value === null) {
      const span = isYamlNode(key) ? nodeSpan(key) : nodeSpan(map);
      const message = "a key must be a plain word";
      const hint = 'a value that starts with `{` must stand in quotes: `"{{client_id}} …"`';
      diagnostics.push(source.diagnostic(span, { code: "yaml/key", message, hint }));
      continue;
    }
    const name = String(key.value);
    if (name === "<<") {
      const finding = { code: "yaml/merge-key", message: "`<<` is not read here", hint: ALIAS_HINT };
      diagnostics.push(source.diagnostic(nodeSpan(key), finding));
      continue;
    }
    const first = lines.get(name);
    if (first !== undefined) {
      const message = `\`${name}\` stands here for the second time; the first is in line ${first}`;
      const finding = { code: "yaml/duplicate-key", message, hint: "keep one of them" };
      diagnostics.push(source.diagnostic(nodeSpan(key), finding));
      continue;
    }
    lines.set(name, source.lineAt(nodeSpan(key).start));
    value[name] = plainValue(pair.value, source, diagnostics);
  }
  return value;
}
