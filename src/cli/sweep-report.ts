import { countWords } from "../model/words.ts";
import { markdownSyntax } from "../render/markdown-syntax.ts";
import { visibleLine } from "../render/visible-text.ts";
import type { BacktestResult, RuleOutcome } from "../study/backtest.ts";
import { spanWords } from "./backtest-report.ts";
import { instantText } from "./terminal-text.ts";

export interface SweepReport {
  readonly rule: string;
  readonly key: string;
  /** As the rule has it. */
  readonly now: number;
  readonly values: readonly number[];
  /** One outcome for each value, in their order. */
  readonly result: BacktestResult;
  readonly entries: number;
  readonly over: string;
}

/** Episodes for each threshold, as a table. */
export function sweepMarkdown({ rule, key, now, values, result, entries, over }: SweepReport): string {
  const name = markdownSyntax.code(rule);
  const span = `${instantText(result.from + 1)} to ${instantText(result.to)} UTC, ${countWords(entries)} entries of ${markdownSyntax.code(visibleLine(over))}.`;
  const rows = result.outcomes.map((outcome, place) => rowOf(outcome, values[place], now, result.to));
  const head = [`| ${key} | episodes | groups | firing | longest |`, "| --- | --- | --- | --- | --- |"];
  return `## Sweep of ${name} over ${markdownSyntax.code(key)}\n\n${span}\n\n${[...head, ...rows].join("\n")}\n`;
}

function rowOf(outcome: RuleOutcome, value: number | undefined, now: number, to: number): string {
  const { longestMs, groups } = measures(outcome, to);
  // Further episodes are counted, but not kept one by one.
  const least = outcome.episodes.length < outcome.count ? "at least " : "";
  const shown = value === now ? `**${value}** (as it is)` : String(value);
  const cells = [
    shown,
    countWords(outcome.count),
    `${least}${countWords(groups)}`,
    spanWords(outcome.firingMs),
    `${least}${spanWords(longestMs)}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function measures(
  { episodes }: RuleOutcome,
  to: number,
): { readonly longestMs: number; readonly groups: number } {
  const lengths = episodes.map(({ firedAt, endedAt }) => (endedAt ?? to) - firedAt);
  const groups = new Set(episodes.map(({ group, tenant }) => JSON.stringify([tenant ?? null, group])));
  return { longestMs: lengths.reduce((longest, one) => Math.max(longest, one), 0), groups: groups.size };
}

/** The same for machines. */
export function sweepJson({ rule, key, now, values, result, entries }: SweepReport): unknown {
  return {
    rule,
    key,
    now,
    entries,
    values: result.outcomes.map((outcome, place) => ({
      value: values[place],
      episodes: outcome.count,
      firing_ms: outcome.firingMs,
    })),
  };
}
