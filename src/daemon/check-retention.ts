import { lookbackMs } from "../detect/lookback.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { formatDuration } from "../model/duration.ts";
import type { Rule } from "../model/rule.ts";
import { sourceText } from "../rules/source-text.ts";

/** Rules that look further back than entries are kept: after a restart they could not be judged as before. */
export function checkRetention(
  rules: readonly Rule[],
  maxAgeMs: number,
  files: readonly { readonly path: string; readonly text: string }[],
): readonly Diagnostic[] {
  return rules.flatMap((rule) => {
    const needed = lookbackMs(rule);
    if (!rule.enabled || needed <= maxAgeMs) return [];
    const text = files.find(({ path }) => path === rule.file)?.text ?? "";
    const start = lineStart(text, rule.line);
    const end = text.indexOf("\n", start);
    return sourceText(rule.file, text).diagnostic(
      { start, end: end === -1 ? text.length : end },
      {
        code: "retention/too-short",
        message: `\`${rule.id}\` looks back ${formatDuration(needed)}, and entries are kept for ${formatDuration(maxAgeMs)}`,
        hint: "set `retention.max_age` to at least as much, or shorten the rule's window or gaps",
      },
    );
  });
}

/** Offset of a line, counted from 1. */
function lineStart(text: string, line: number): number {
  return text
    .split("\n")
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0);
}
