import { InvalidArgumentError } from "commander";
import { boundOf, boundsOf, maxSweepValues, parseSweep, type Sweep, withBound } from "../study/sweep.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import type { noticeSettings } from "./notice-settings.ts";
import type { Past } from "./past.ts";
import { runBacktest, type TimeOptions, type Versions } from "./run-backtest.ts";
import { sweepJson, sweepMarkdown } from "./sweep-report.ts";

/** For `--sweep`. */
export function sweepArgument(text: string): Sweep {
  const sweep = parseSweep(text);
  if (sweep !== undefined) return sweep;
  throw new InvalidArgumentError(
    `a sweep is a bound from..to, with a step where it is not 1: gte=3..20, gte=0.1..0.9:0.1; at most ${maxSweepValues} values`,
  );
}

/** One rule at each value of a bound, all in one pass over the entries. */
export function printSweep(
  past: Past,
  { rules, base }: Versions,
  { key, values }: Sweep,
  isFiles: boolean,
  options: TimeOptions & { readonly json?: boolean },
  telling: ReturnType<typeof noticeSettings>,
): void {
  const [rule] = rules;
  if (rule === undefined || rules.length > 1 || base !== undefined) {
    throw new CliError(
      "--sweep is of one rule",
      exitCodes.usage,
      "name it with --rule, and leave out --base",
    );
  }
  const now = boundOf(rule, key);
  const variants = values.flatMap((value) => withBound(rule, key, value) ?? []);
  if (now === undefined || variants.length < values.length) {
    const bounds = boundsOf(rule);
    const hint = bounds.length === 0 ? "its condition compares nothing" : `it has ${bounds.join(", ")}`;
    throw new CliError(`\`${rule.id}\` has no bound \`${key}\``, exitCodes.usage, hint);
  }
  const result = runBacktest(past, { rules: variants }, isFiles, options, telling);
  const entries = past.count(result.from, result.to);
  const report = { rule: rule.id, key, now, values, result, entries, over: past.name };
  process.stdout.write(
    options.json === true ? `${JSON.stringify(sweepJson(report), undefined, 2)}\n` : sweepMarkdown(report),
  );
}
