import type { core } from "zod";
import type { Diagnostic } from "../model/diagnostic.ts";
import { nearestName } from "./nearest-name.ts";
import { isScalarValue, missingHint, valueHint } from "./schema-hints.ts";
import { type Path, valueAt, type YamlDocument } from "./yaml-document.ts";

/** What a schema of ours says with a custom issue. */
export interface IssueParams {
  /** Such as bad-duration; the area is put before it. */
  readonly name: string;
  readonly hint?: string;
}

/** Keys that a map may have, by the path of the map; indexes and free names are written `*`. */
export type KnownKeys = (path: Path) => readonly string[];

/** The findings of a schema → diagnostics where the offending text stands. `area` is rule or config. */
export function schemaDiagnostics(
  issues: readonly core.$ZodIssue[],
  document: YamlDocument,
  area: string,
  knownKeys: KnownKeys,
): readonly Diagnostic[] {
  return issues.flatMap((issue) => issueDiagnostics(issue, document, area, knownKeys));
}

function issueDiagnostics(
  issue: core.$ZodIssue,
  document: YamlDocument,
  area: string,
  knownKeys: KnownKeys,
): readonly Diagnostic[] {
  const path = plainPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(key, path, document, area, knownKeys(path)));
  }
  const missing = valueAt(document.value, path) === undefined;
  if (missing && path.length > 0) return [missingKey(path, document, area)];
  const params: Partial<IssueParams> = issue.code === "custom" ? (issue.params ?? {}) : {};
  const code = `${area}/${params.name ?? "wrong-type"}`;
  const message = issue.code === "custom" ? issue.message : wrongType(issue, path, document);
  return [
    document.at(document.valueSpan(path), {
      code,
      message,
      hint: params.hint ?? valueHint(issue, valueAt(document.value, path)),
    }),
  ];
}

function plainPath(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === "symbol" ? String(step) : step));
}

function unknownKey(
  key: string,
  path: Path,
  document: YamlDocument,
  area: string,
  known: readonly string[],
): Diagnostic {
  const nearest = nearestName(key, known);
  const where = path.length === 0 ? `the ${area === "rule" ? "rule" : "file"}` : `\`${nameOf(path)}\``;
  return document.at(document.keySpan([...path, key]), {
    code: `${area}/unknown-key`,
    message: `\`${key}\` is no key of ${where}`,
    hint: unknownKeyHint(key, nearest, known),
  });
}

function unknownKeyHint(key: string, nearest: string | undefined, known: readonly string[]): string {
  // A comma cuts an expression within { } in two, and its second half then looks like a key.
  if (!/^[\w.-]+$/.test(key)) return "a value with a comma inside { } must stand in quotes";
  return nearest === undefined ? `its keys are ${known.join(", ")}` : `did you mean \`${nearest}\`?`;
}

function missingKey(path: Path, document: YamlDocument, area: string): Diagnostic {
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? `the ${area === "rule" ? "rule" : "file"}` : `\`${nameOf(parent)}\``;
  const key = path.at(-1);
  const span = parent.length === 0 ? firstKey(document) : document.keySpan(parent);
  const message = `${where} has no \`${key}\``;
  return document.at(span, { code: `${area}/missing-key`, message, hint: missingHint(path, area) });
}

/** A document as a whole is pointed at by its first key. */
export function firstKey(document: YamlDocument): { readonly start: number; readonly end: number } {
  const [first] = Object.keys(Object(document.value));
  return first === undefined ? document.valueSpan([]) : document.keySpan([first]);
}

/** receivers[0].name */
export function nameOf(path: Path): string {
  let name = "";
  for (const step of path) {
    if (typeof step === "number") name += `[${step}]`;
    else name += name === "" ? step : `.${step}`;
  }
  return name;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

function wrongType(issue: core.$ZodIssue, path: Path, document: YamlDocument): string {
  const name = nameOf(path) === "" ? "the document" : nameOf(path);
  const value = valueAt(document.value, path);
  const written = isScalarValue(value) ? `\`${value}\`` : `\`${name}\``;
  if (issue.code === "invalid_value")
    return `${written} is no \`${path.at(-1) ?? name}\`: ${oneOf(issue.values)}`;
  if (issue.code === "invalid_type") {
    const expected = TYPE_WORDS[issue.expected] ?? issue.expected;
    return `\`${name}\` must be ${expected}, but is ${typeOfValue(value)}`;
  }
  if (issue.code === "too_small" && issue.origin === "array") return `\`${name}\` is empty`;
  if (issue.code === "too_small") return `\`${name}\` is too small: at least ${issue.minimum}`;
  if (issue.code === "too_big") return `\`${name}\` is too large: at most ${issue.maximum}`;
  return `${written} is no \`${name}\``;
}

function oneOf(values: readonly unknown[]): string {
  return `it is one of ${values.map(String).join(", ")}`;
}

function typeOfValue(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return "a text";
  return typeof value === "number" ? `the number ${value}` : `${value}`;
}
