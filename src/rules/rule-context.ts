import type { Diagnostic } from "../model/diagnostic.ts";
import { firstKey } from "./schema-findings.ts";
import type { Finding, Span } from "./source-text.ts";
import type { Path, YamlDocument } from "./yaml-document.ts";

/** Where the checks of one rule leave what they find. */
export interface RuleContext {
  readonly document: YamlDocument;
  /** Points at the value; an empty path is the rule as a whole, pointed at by its first key. */
  readonly report: (path: Path, finding: Finding) => void;
  /** Points at the last key of the path. */
  readonly reportKey: (path: Path, finding: Finding) => void;
  /** Points at a part of a text. */
  readonly reportText: (path: Path, part: Span, finding: Finding) => void;
}

export function ruleContext(document: YamlDocument, diagnostics: Diagnostic[]): RuleContext {
  return {
    document,
    report: (path, finding) => {
      const span = path.length === 0 ? firstKey(document) : document.valueSpan(path);
      diagnostics.push(document.at(span, finding));
    },
    reportKey: (path, finding) => diagnostics.push(document.at(document.keySpan(path), finding)),
    reportText: (path, part, finding) =>
      diagnostics.push(document.at(document.textSpan(path, part), finding)),
  };
}
