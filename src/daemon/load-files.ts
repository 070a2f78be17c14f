import { isAbsolute, relative, resolve } from "node:path";
import type { Config } from "../config/config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { KeptRuleFile } from "../model/rule-text.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { type LoadedTemplates, loadTemplates } from "../render/load-templates.ts";
import { type ChosenRules, chooseRules } from "../rules/kept-rules.ts";

/** Everything that a reload reads, as it is in force. */
export interface LoadedFiles {
  readonly config: Config;
  readonly rules: ChosenRules;
  readonly templates: LoadedTemplates;
}

/** Reads rules and templates of a configuration. `known`: last versions of rule files that loaded. */
export async function loadFiles(config: Config, known: readonly KeptRuleFile[]): Promise<LoadedFiles> {
  const found = readRuleFiles(config.rules);
  // Messages name a rule by its place in the repository, not by where that lies on this machine.
  const place = (path: string): string => placeOf(path, config.runbooks);
  const files = found.files.map(({ path, text }) => ({ path: place(path), text }));
  const unreadable = found.diagnostics.map((one) => ({ ...one, file: place(one.file) }));
  return {
    config,
    rules: chooseRules(files, unreadable, known),
    templates: await loadTemplateFiles(config),
  };
}

/** The shipped templates serve where the user's cannot be read. */
async function loadTemplateFiles({ templates }: Config): Promise<LoadedTemplates> {
  try {
    return loadTemplates(await readTemplateFiles(templates));
  } catch (error) {
    const shipped = loadTemplates(await readTemplateFiles());
    const detail = error instanceof Error ? error.message : String(error);
    return {
      ...shipped,
      diagnostics: [...shipped.diagnostics, unreadableTemplates(templates ?? "", detail)],
    };
  }
}

function unreadableTemplates(file: string, detail: string): Diagnostic {
  return {
    code: "files/unreadable",
    severity: "error",
    file,
    line: 1,
    column: 1,
    endColumn: 2,
    sourceLine: "",
    message: `\`${file}\` cannot be read: ${detail}`,
  };
}

/** The path below the repository's root, which is where runbooks are relative to; else the path as it is. */
function placeOf(path: string, root: string): string {
  const below = relative(root, resolve(path));
  return below.startsWith("..") || isAbsolute(below) ? path : below;
}

export function diagnosticsOf({ rules, templates }: LoadedFiles): readonly Diagnostic[] {
  return [...rules.diagnostics, ...templates.diagnostics];
}
