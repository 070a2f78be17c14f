import type { Diagnostic } from "../model/diagnostic.ts";
import type { Rule } from "../model/rule.ts";
import { checkId } from "./check-id.ts";
import { isDefaultsFile, readDefaults } from "./defaults.ts";
import { type RuleFile, readRule } from "./read-rule.ts";
import { readYaml } from "./read-yaml.ts";
import type { RuleContext } from "./rule-context.ts";
import { expressionReader } from "./rule-expressions.ts";
import type { Finding } from "./source-text.ts";

/** Rules of one reading. */
export const maxRules = 5000;

export interface RuleSet {
  /** The rules that are right, in the order of the files. Disabled ones are among them. */
  readonly rules: readonly Rule[];
  /** The same rules with their tests. */
  readonly ruleFiles: readonly RuleFile[];
  /** In the order of the files. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Rule files → rules. Never throws and never stops at the first error: a wrong rule is left out, with all that
 * is wrong with it, and the others go on. Expressions of the same meaning are one object in the whole set.
 */
export function readRules(files: readonly { readonly path: string; readonly text: string }[]): RuleSet {
  const defaults = readDefaults(files);
  const expressions = expressionReader();
  const diagnostics: Diagnostic[] = [...defaults.diagnostics];
  const ruleFiles: RuleFile[] = [];
  const acceptId = idKeeper();
  for (const { path, text } of files.filter((file) => !isDefaultsFile(file.path))) {
    const yaml = readYaml(path, text);
    diagnostics.push(...yaml.diagnostics);
    for (const document of yaml.documents) {
      const read = readRule(document, defaults.forFile(path), expressions, acceptId);
      diagnostics.push(...[...read.diagnostics].sort(byPlace));
      if (read.ruleFile === undefined) continue;
      if (ruleFiles.length < maxRules) ruleFiles.push(read.ruleFile);
      else diagnostics.push(document.at(document.valueSpan([]), tooMany(read.ruleFile.rule.id)));
    }
  }
  return { rules: ruleFiles.map((file) => file.rule), ruleFiles, diagnostics };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.line - b.line || a.column - b.column;
}

function tooMany(id: string): Finding {
  const message = `\`${id}\` is left out: there are ${maxRules} rules already`;
  return { code: "rule/too-many", message, hint: "`group_by` makes one rule of many that differ by a value" };
}

/** An id belongs to the rule that names it first, even where that one is wrong in other ways. */
function idKeeper(): (id: string, context: RuleContext) => void {
  const places = new Map<string, string>();
  return (id, context) => {
    if (!checkId(id, context)) return;
    const { document } = context;
    const first = places.get(id);
    if (first === undefined) {
      const line = document.source.lineAt(document.valueSpan(["id"]).start);
      places.set(id, `${document.source.file}:${line}`);
      return;
    }
    context.report(["id"], {
      code: "rule/duplicate-id",
      message: `\`${id}\` is the id of another rule, at ${first}`,
      hint: "give this one a name of its own; the state of a rule hangs on its id",
    });
  };
}
