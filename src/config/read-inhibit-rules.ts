import type { Diagnostic } from "../model/diagnostic.ts";
import type { InhibitRule } from "../model/inhibit-rule.ts";
import type { InhibitRuleKeys } from "./route-schema.ts";

/** Which alerts are not told while another fires. A rule that is wrong is left out, and the file does not load. */
export function readInhibitRules(
  keys: readonly InhibitRuleKeys[],
  diagnostics: Diagnostic[],
): readonly InhibitRule[] {
  explainOldKeys(diagnostics);
  return keys.map(({ name, source_matchers, target_matchers, equal = [] }) => ({
    ...(name === undefined ? {} : { name }),
    sourceMatchers: source_matchers,
    targetMatchers: target_matchers,
    equal,
  }));
}

const OLD_KEY = /^`(source|target)_match(_re)?` is no key of `inhibit_rules\[\d+\]`$/;

/** Keys that Alertmanager itself has replaced long ago: what to write instead. */
function explainOldKeys(diagnostics: Diagnostic[]): void {
  for (const [at, one] of diagnostics.entries()) {
    const [, side, re] = OLD_KEY.exec(one.message) ?? [];
    if (side === undefined) continue;
    const matcher = re === undefined ? `name="value"` : `name=~"pattern"`;
    diagnostics[at] = { ...one, hint: `write it as \`${side}_matchers: ['${matcher}']\`` };
  }
}
