import type { Diagnostic } from "../model/diagnostic.ts";
import { type Disable, type DisableFinding, readDisables } from "./disable-comments.ts";
import type { LintAround, LintFinding } from "./lints/lint.ts";
import { LINTS, type LintId, lintIds } from "./lints/lint-registry.ts";
import type { RuleFile } from "./read-rule.ts";
import { firstKey } from "./schema-findings.ts";
import { type SourceText, sourceText } from "./source-text.ts";

/** Before the id of a lint, in the code of a diagnostic. */
const AREA = "lint";

export interface LintOptions {
  readonly around: LintAround;
  /** Texts that the rules were read from. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** By which a disable expires, epoch ms. */
  readonly now: number;
}

/** What the lints find in rules that load, in the order of files and lines, without what comments disable. */
export function lintRules({ around, files, now }: LintOptions): readonly Diagnostic[] {
  return files.flatMap(({ path, text }) => {
    const rules = around.ruleFiles.filter((file) => file.rule.file === path);
    const found = rules.flatMap((file) => findAll(file, around));
    const source = sourceText(path, text);
    const kept = text.includes("tocsin:") ? withoutDisabled(found, rules, source, now) : found.map(told);
    return [...kept].sort((a, b) => a.line - b.line || a.column - b.column);
  });
}

interface Found {
  readonly lint: LintId;
  readonly file: RuleFile;
  readonly diagnostic: Diagnostic;
}

function told({ diagnostic }: Found): Diagnostic {
  return diagnostic;
}

function findAll(file: RuleFile, around: LintAround): readonly Found[] {
  return lintIds().flatMap((lint) =>
    LINTS[lint].find(file, around).map((found) => ({ lint, file, diagnostic: diagnose(lint, file, found) })),
  );
}

function diagnose(lint: LintId, { document }: RuleFile, found: LintFinding): Diagnostic {
  const { path, atKey, part, message, hint } = found;
  const finding = { code: `${AREA}/${lint}`, severity: LINTS[lint].severity, message, hint };
  if (path.length === 0) return document.at(firstKey(document), finding);
  if (atKey === true) return document.at(document.keySpan(path), finding);
  if (part !== undefined) return document.at(document.textSpan(path, part), finding);
  return document.at(document.valueSpan(path), finding);
}

/** Of several disables of one lint all are used where it finds something. */
function withoutDisabled(
  found: readonly Found[],
  rules: readonly RuleFile[],
  source: SourceText,
  now: number,
): readonly Diagnostic[] {
  const { disables, findings, sectionAt } = readDisables(source.text);
  const sections = rules.map((file) => sectionOf(file, sectionAt));
  // What stands above the first `---` of a file is said of the rule below it.
  const holdsFor = ({ section }: Disable): number => Math.max(section, Math.min(...sections));
  const used = new Set<Disable>();
  const kept = found.filter(({ lint, file }) => {
    const section = sectionOf(file, sectionAt);
    const holding = disables.filter(
      (one) => one.lint === lint && holdsFor(one) === section && !isExpired(one, now),
    );
    for (const one of holding) used.add(one);
    return holding.length === 0;
  });
  // Of a rule that does not load nobody knows what lints would find.
  const unused = disables.filter((one) => !used.has(one) && sections.includes(holdsFor(one)));
  const ofComments = [...findings, ...unused.map((one) => uselessDisable(one, now))];
  return [
    ...kept.map(told),
    ...ofComments.map(({ id, span, message, hint }) =>
      source.diagnostic(span, { code: `${AREA}/${id}`, severity: "warning", message, hint }),
    ),
  ];
}

function uselessDisable(disable: Disable, now: number): DisableFinding {
  const { lint, span } = disable;
  if (!isExpired(disable, now)) {
    const message = `\`${lint}\` finds nothing here`;
    return { id: "disable-unused", span, message, hint: "remove the comment" };
  }
  const message = `the date until which \`${lint}\` is disabled has passed`;
  const hint = "mend what it finds, or give it another date and say why";
  return { id: "disable-expired", span, message, hint };
}

function isExpired({ untilMs }: Disable, now: number): boolean {
  return untilMs !== undefined && now >= untilMs;
}

function sectionOf({ document }: RuleFile, sectionAt: (offset: number) => number): number {
  return sectionAt(document.valueSpan([]).start);
}
