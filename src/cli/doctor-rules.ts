import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { readRuleFiles } from "../config/rule-files.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Rule } from "../model/rule.ts";
import { readTemplateFiles } from "../notify/template-files.ts";
import { loadTemplates } from "../render/load-templates.ts";
import { readRules } from "../rules/read-rules.ts";
import { type DoctorSection, type Finding, fine, note, wrong } from "./doctor-report.ts";

/** Rules, the runbooks that they name, and templates. */
export async function examineRules(config: Config): Promise<DoctorSection> {
  const files = readRuleFiles(config.rules);
  const { rules, diagnostics } = readRules(files.files);
  const enabled = rules.filter((rule) => rule.enabled).length;
  const findings: Finding[] = [
    ...problems([...files.diagnostics, ...diagnostics], "rules"),
    enabled === 0
      ? wrong(
          `no rule is enabled in ${config.rules.join(", ")}`,
          "set `rules`; `tocsin check` says what is wrong with a file",
        )
      : fine(`${enabled} ${enabled === 1 ? "rule" : "rules"} enabled`),
    ...runbooks(rules, config.runbooks),
  ];
  const templates = loadTemplates(await readTemplateFiles(config.templates));
  const found = problems(templates.diagnostics, "templates");
  findings.push(...(found.length > 0 ? found : [fine("templates have no errors")]));
  return { title: "rules and templates", findings };
}

function problems(diagnostics: readonly Diagnostic[], what: string): readonly Finding[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors.length > 0 ? errors : diagnostics;
  if (first === undefined) return [];
  const more = (errors.length > 0 ? errors : diagnostics).length - 1;
  const text = `${what}: ${first.file}:${first.line}:${first.column}: ${first.message}${more > 0 ? `, and ${more} more` : ""}`;
  const mend = "`tocsin check` shows each with its place and a hint";
  return [errors.length > 0 ? wrong(text, mend) : note(text, mend)];
}

/** A message without first steps is half a message. */
function runbooks(rules: readonly Rule[], base: string): readonly Finding[] {
  const lost = rules.flatMap(({ id, runbook }) => {
    const [path = ""] = (runbook ?? "").split("#");
    return runbook === undefined || /^https?:/.test(path) || existsSync(join(base, path))
      ? []
      : [`${id}: ${path}`];
  });
  if (lost.length === 0) return [];
  return [
    note(
      `runbooks that are not there: ${lost.join(", ")}`,
      `set \`runbooks\` to the directory that they are relative to; it is ${base}`,
    ),
  ];
}
