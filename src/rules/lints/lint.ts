import type { DiagnosticSeverity } from "../../model/diagnostic.ts";
import type { Rule } from "../../model/rule.ts";
import type { RuleFile } from "../read-rule.ts";
import type { Span } from "../source-text.ts";
import type { Path } from "../yaml-document.ts";

/** One thing that a lint found in a rule. */
export interface LintFinding {
  /** Where: keys into the rule's document; empty is the rule as a whole. */
  readonly path: Path;
  /** Points at the last key of the path instead of at its value. */
  readonly atKey?: true;
  /** Points at a part of the text at the path. */
  readonly part?: Span;
  readonly message: string;
  readonly hint: string;
}

/** What is known around a rule. What is absent is not known, and lints that need it find nothing. */
export interface LintAround {
  /** All rules that are read together, in the order of their files. */
  readonly ruleFiles: readonly RuleFile[];
  /** The text of a rule's runbook, without the fragment of its path; undefined where there is no such file. */
  readonly runbookText?: (rule: Rule) => string | undefined;
  /** Why a rule can fire in none of the sources, source by source in words; undefined where it can. */
  readonly unreached?: (rule: Rule) => string | undefined;
}

/** One check on rules that load. Its name in the registry is its id, and its section in docs/lints.md. */
export interface Lint {
  readonly severity: DiagnosticSeverity;
  /** One sentence: what it finds. */
  readonly about: string;
  readonly find: (file: RuleFile, around: LintAround) => readonly LintFinding[];
}
