import type { Diagnostic } from "../model/diagnostic.ts";
import type { Severity } from "../model/rule.ts";
import { readShape } from "./read-shape.ts";
import { readYaml } from "./read-yaml.ts";
import { type DefaultKeys, defaultsSchema } from "./rule-schema.ts";
import type { YamlDocument } from "./yaml-document.ts";

export const DEFAULTS_FILE = "_defaults.yaml";

/** What holds for a rule that does not say otherwise. */
export interface Defaults {
  readonly owner?: string;
  readonly severity?: Severity;
  readonly labels: Readonly<Record<string, string>>;
  readonly incidentBy?: readonly string[];
  /** File that incidentBy comes from. */
  readonly incidentByFile?: string;
  /** Put before a runbook that is neither a URL nor absolute. */
  readonly runbookBase?: string;
}

export interface DefaultsTable {
  /** Everything that holds at a path: nearer directories win, labels are joined. */
  readonly forFile: (path: string) => Defaults;
  readonly diagnostics: readonly Diagnostic[];
}

export function isDefaultsFile(path: string): boolean {
  return path === DEFAULTS_FILE || path.endsWith(`/${DEFAULTS_FILE}`);
}

export function readDefaults(
  files: readonly { readonly path: string; readonly text: string }[],
): DefaultsTable {
  const diagnostics: Diagnostic[] = [];
  const levels: { readonly directory: string; readonly file: string; readonly keys: DefaultKeys }[] = [];
  for (const { path, text } of files.filter((file) => isDefaultsFile(file.path))) {
    const yaml = readYaml(path, text);
    diagnostics.push(...yaml.diagnostics);
    const [document, second] = yaml.documents;
    if (second !== undefined) diagnostics.push(tooMany(second));
    if (document === undefined) continue;
    const keys = readShape(defaultsSchema, document, [], "rule", diagnostics);
    levels.push({ directory: path.slice(0, -DEFAULTS_FILE.length), file: path, keys });
  }
  // The outermost first, so that the nearest has the last word.
  levels.sort((a, b) => a.directory.length - b.directory.length);
  return {
    forFile: (path) =>
      levels
        .filter((level) => path.startsWith(level.directory))
        .reduce((outer: Defaults, { file, keys }) => addLevel(outer, file, keys), { labels: {} }),
    diagnostics,
  };
}

function tooMany(document: YamlDocument): Diagnostic {
  return document.at(document.valueSpan([]), {
    code: "rule/too-many",
    message: `\`${DEFAULTS_FILE}\` holds one document`,
    hint: "join them: what it holds is said once for all rules below",
  });
}

function addLevel(outer: Defaults, file: string, keys: DefaultKeys): Defaults {
  return {
    ...outer,
    ...(keys.owner === undefined ? {} : { owner: keys.owner }),
    ...(keys.severity === undefined ? {} : { severity: keys.severity }),
    ...(keys.runbook_base === undefined ? {} : { runbookBase: keys.runbook_base }),
    ...(keys.incident_by === undefined ? {} : { incidentBy: keys.incident_by, incidentByFile: file }),
    labels: { ...outer.labels, ...keys.labels },
  };
}

/** `backoff.md#x` below `runbooks` is `runbooks/backoff.md#x`; URLs and absolute paths stay. */
export function withRunbookBase(runbook: string, base: string | undefined): string {
  if (base === undefined || runbook.startsWith("/") || /^https?:\/\//.test(runbook)) return runbook;
  return `${base.replace(/\/+$/, "")}/${runbook}`;
}
