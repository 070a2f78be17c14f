import type { Rule } from "../model/rule.ts";
import { type BacktestResult, backtestLookbackMs, createBacktest } from "../study/backtest.ts";
import { entriesNeeded } from "../study/entries-needed.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import type { noticeSettings } from "./notice-settings.ts";
import type { Past } from "./past.ts";
import { type InstantArgument, instantArgument } from "./time-range.ts";

/** Of the store, where --since says nothing. */
const defaultSince = instantArgument("7d");

export interface Versions {
  readonly rules: readonly Rule[];
  readonly base?: readonly Rule[];
}

export interface TimeOptions {
  readonly since?: InstantArgument;
  readonly until?: InstantArgument;
}

/** The rules over that time of the past, as quick as may be. */
export function runBacktest(
  past: Past,
  { rules, base }: Versions,
  isFiles: boolean,
  { since, until }: TimeOptions,
  telling: ReturnType<typeof noticeSettings>,
): BacktestResult {
  const to = until?.(past.now) ?? past.extent.to;
  const first = since === undefined && isFiles ? past.extent.from : (since ?? defaultSince)(past.now);
  const from = first - 1;
  if (from >= to)
    throw new CliError(
      "there is no entry in that time",
      exitCodes.usage,
      `${past.name} ends at ${new Date(past.extent.to).toISOString()}`,
    );
  const readFrom = from - backtestLookbackMs([...rules, ...(base ?? [])]);
  const backtest = createBacktest({
    rules,
    ...(base === undefined ? {} : { base }),
    from,
    to,
    ...(isFiles ? {} : { oldest: past.extent.from, pruned: past.pruned }),
    telling,
  });
  const range = { from: readFrom - 1, to, ...entriesNeeded([...rules, ...(base ?? [])]) };
  for (const entry of past.judged(range)) backtest.enter(entry);
  return backtest.finish();
}
