import { type Document, isMap, parseAllDocuments, type YAMLError } from "yaml";
import type { Diagnostic } from "../model/diagnostic.ts";
import { plainValue } from "./plain-value.ts";
import { type SourceText, sourceText } from "./source-text.ts";
import { type YamlDocument, yamlDocument } from "./yaml-document.ts";

/** UTF-16 units of one file. */
export const maxYamlLength = 1_000_000;
/** Documents of one file. */
export const maxYamlDocuments = 1000;

const SPLIT_HINT = "split it into several files";

export interface YamlFile {
  /** Documents without errors of YAML itself; empty ones are left out. */
  readonly documents: readonly YamlDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** YAML 1.2, several documents in a file. A document with an error is left out and the others go on. */
export function readYaml(file: string, text: string): YamlFile {
  const source = sourceText(file, text);
  if (text.length > maxYamlLength) {
    return failed(source, `the file has ${text.length} characters, allowed are ${maxYamlLength}`);
  }
  const parsed = parse(text);
  if (parsed === undefined) return failed(source, "the file is nested too deeply");
  const documents: YamlDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of parsed.slice(0, maxYamlDocuments)) {
    const read = readDocument(document, source, diagnostics);
    if (read !== undefined) documents.push(read);
  }
  if (parsed.length > maxYamlDocuments) {
    const message = `the file has ${parsed.length} documents, read are ${maxYamlDocuments}`;
    diagnostics.push(
      source.diagnostic({ start: 0, end: 0 }, { code: "yaml/too-large", message, hint: SPLIT_HINT }),
    );
  }
  return { documents, diagnostics };
}

function failed(source: SourceText, message: string): YamlFile {
  const code = "yaml/too-large";
  return {
    documents: [],
    diagnostics: [source.diagnostic({ start: 0, end: 0 }, { code, message, hint: SPLIT_HINT })],
  };
}

function parse(text: string): readonly Document[] | undefined {
  try {
    const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: "silent" });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    // The parser descends by recursion, and a file of brackets only makes it run out of stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readDocument(
  document: Document,
  source: SourceText,
  diagnostics: Diagnostic[],
): YamlDocument | undefined {
  // One wrong character often makes a row of errors; the first one names it, the others name its echoes.
  const [first] = document.errors;
  if (first !== undefined) {
    diagnostics.push(syntaxDiagnostic(first, source));
    return undefined;
  }
  if (document.contents === null) return undefined;
  const before = diagnostics.length;
  const value = plainValue(document.contents, source, diagnostics);
  if (diagnostics.length > before || value === null) return undefined;
  if (!isMap(document.contents)) {
    const [start = 0, end = 0] = document.contents.range ?? [];
    const message = "a document must be a map of keys and values";
    const hint =
      "begin with a key, such as `id: upstream-502`; a list of rules is written as documents between `---`";
    diagnostics.push(source.diagnostic({ start, end }, { code: "yaml/not-a-map", message, hint }));
    return undefined;
  }
  return yamlDocument(source, document.contents, value);
}

function syntaxDiagnostic(error: YAMLError, source: SourceText): Diagnostic {
  // An error at a line's end stands on that line, not on the next one.
  let [start, end] = error.pos;
  while (start > 0 && (source.text[start] ?? "\n") === "\n" && source.text[start - 1] !== "\n") start -= 1;
  if (source.text[start] === "\n") start = Math.max(0, start - 1);
  end = Math.max(end, start + 1);
  const written = (source.text.slice(start, end).split("\n", 1)[0] ?? "").trim();
  const message = syntaxMessage(error, written);
  return source.diagnostic({ start, end }, { code: "yaml/syntax", message, hint: syntaxHint(error, source) });
}

function syntaxMessage(error: YAMLError, written: string): string {
  const quoted = written === "" ? "this" : `\`${written}\``;
  if (error.code === "UNEXPECTED_TOKEN") return `${quoted} was not expected here: the value had ended`;
  if (error.code === "BLOCK_AS_IMPLICIT_KEY") return `${quoted} looks like a second key on one line`;
  if (error.code === "TAB_AS_INDENT") return "a line is indented with a tab";
  return `${error.message.replace(/\.$/, "")}${written === "" ? "" : `: ${quoted}`}`;
}

function syntaxHint(error: YAMLError, source: SourceText): string {
  const [start] = error.pos;
  const line = source.text.slice(source.text.lastIndexOf("\n", start - 1) + 1).split("\n", 1)[0] ?? "";
  if (error.code === "TAB_AS_INDENT") return "indent with spaces";
  if (/:\s*\{\{/.test(line)) return 'a value that starts with `{` must stand in quotes: `"{{client_id}} …"`';
  if (/^\s*[\w-]+:\s*["']/.test(line))
    return "put the whole value into quotes of the other kind, or after `|`";
  if (/^\s*[\w-]+:.*:\s/.test(line)) return "a value that holds `: ` must stand in quotes, or after `|`";
  return "look at brackets, quotes and indentation here and in the line above";
}
