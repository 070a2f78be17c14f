import type { Diagnostic } from "../model/diagnostic.ts";
import { exampleNames } from "./example-view.ts";
import { type CompiledTemplate, compileTemplate, parseTemplate } from "./template-engine.ts";
import { lintAndEscape } from "./template-lint.ts";
import { isSlotName, SLOTS, type SlotName, slotNames } from "./template-slots.ts";
import { tryTemplate } from "./template-trials.ts";

/** Compiled templates by slot; a slot without one uses the built-in text. */
export type Templates = ReadonlyMap<SlotName, CompiledTemplate>;

export interface TemplateFile {
  /** Ends in its name below the templates' directory, such as slack/headline.hbs. */
  readonly path: string;
  readonly text: string;
}

export interface LoadedTemplates {
  readonly templates: Templates;
  readonly diagnostics: readonly Diagnostic[];
}

/** Characters of a template file. */
export const maxTemplateText = 100_000;

/** No template: every message in the built-in words. */
export const NO_TEMPLATES: Templates = new Map();

/**
 * Compiles and tries every template. Of several files for one slot the last good one is used, so a user's file
 * stands after ours and a broken one leaves ours in place.
 */
export function loadTemplates(files: readonly TemplateFile[]): LoadedTemplates {
  const templates = new Map<SlotName, CompiledTemplate>();
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const name = file.path.replaceAll("\\", "/").split("/").slice(-2).join("/");
    if (!isSlotName(name)) {
      diagnostics.push(unknownFile(file, name));
      continue;
    }
    const loaded = loadOne(file, name);
    if ("template" in loaded) templates.set(name, loaded.template);
    else diagnostics.push(...loaded.problems);
  }
  return { templates, diagnostics };
}

type Loaded = { readonly template: CompiledTemplate } | { readonly problems: readonly Diagnostic[] };

function loadOne(file: TemplateFile, name: SlotName): Loaded {
  if (file.text.length > maxTemplateText) {
    return failed(file, "template/too-long", `A template has at most ${maxTemplateText} characters.`);
  }
  try {
    const tree = parseTemplate(file.text);
    const problems = lintAndEscape(tree, exampleNames);
    if (problems.length > 0) {
      return { problems: problems.map((problem) => diagnostic(file, { ...problem, severity: "error" })) };
    }
    const template = compileTemplate(file.path, tree, SLOTS[name].syntax);
    const findings = tryTemplate(template, name);
    if (findings.length === 0) return { template };
    return { problems: findings.map((finding) => diagnostic(file, { ...finding, severity: "error" })) };
  } catch (error) {
    return { problems: [syntaxDiagnostic(file, error)] };
  }
}

function failed(file: TemplateFile, code: string, message: string): Loaded {
  return { problems: [diagnostic(file, { code, severity: "error", line: 1, column: 1, message })] };
}

interface Finding {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
  readonly message: string;
  readonly hint?: string;
}

function diagnostic(file: TemplateFile, finding: Finding): Diagnostic {
  const sourceLine = file.text.split("\n")[finding.line - 1] ?? "";
  const { endColumn = Math.max(finding.column + 1, sourceLine.length + 1), ...rest } = finding;
  return { ...rest, endColumn, file: file.path, sourceLine };
}

/** Handlebars gives a position for some mistakes; for grammar errors it stands in the message only. */
function syntaxDiagnostic(file: TemplateFile, error: unknown): Diagnostic {
  const text = error instanceof Error ? error.message : String(error);
  const [, atLine] = /error on line (\d+)/.exec(text) ?? [];
  const [, positionLine, positionColumn] = /- (\d+):(\d+)$/.exec(text) ?? [];
  const line = Number(positionLine ?? atLine ?? 1);
  const column = positionColumn === undefined ? 1 : Number(positionColumn) + 1;
  const expecting = /Expecting .*/.exec(text)?.[0];
  const [firstLine = ""] = text.split("\n");
  const message =
    expecting === undefined
      ? firstLine.replace(/ - \d+:\d+$/, ".")
      : "The template is not complete here: a tag or block is not closed, or not opened.";
  const hint = "Every {{#if}}, {{#unless}}, {{#each}} and {{#with}} needs its closing tag.";
  return diagnostic(file, { code: "template/syntax", severity: "error", line, column, message, hint });
}

function unknownFile(file: TemplateFile, name: string): Diagnostic {
  return diagnostic(file, {
    code: "template/unknown-file",
    severity: "warning",
    line: 1,
    column: 1,
    message: `\`${name}\` is not the name of a template and is not used.`,
    hint: `Names are: ${slotNames().join(", ")}.`,
  });
}
