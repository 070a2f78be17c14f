import type { AlertValue, Group } from "../model/alert.ts";
import { formatDuration } from "../model/duration.ts";
import type { Rule } from "../model/rule.ts";
import { valueWords } from "../model/value-words.ts";
import { countWords, listWords, plural } from "../model/words.ts";
import { markdownSyntax } from "../render/markdown-syntax.ts";
import { cutLogLine, visibleLine, visibleLogLine } from "../render/visible-text.ts";
import type { BacktestResult, RuleComparison, RuleOutcome } from "../study/backtest.ts";
import type { Episode } from "../study/episodes.ts";
import type { NoticeCount } from "../study/notices.ts";
import { instantText } from "./terminal-text.ts";

/** Episodes of one rule that the report shows one by one. */
const maxEpisodesShown = 10;
/** Rules that are shown with their episodes; the table has all. */
const maxRulesShown = 25;
/** Characters of one sample line. */
const maxLineShown = 700;
/** GitHub and GitLab take comments of 65,536 characters and more. */
const maxReport = 60_000;

export interface BacktestReport {
  readonly result: BacktestResult;
  /** All of that time, whether a rule needs them or not. */
  readonly entries: number;
  /** In words: the store, or the files. */
  readonly over: string;
  /** What it is compared with, in words. */
  readonly base: string | undefined;
  /** Absent where nobody is configured to be told. */
  readonly withNotices: boolean;
  /** How a rule file is called. */
  readonly place: (file: string) => string;
  /** The lines that made it fire. */
  readonly samples: (rule: Rule, episodes: readonly Episode[]) => readonly string[];
}

/** Markdown for a pull request: what changes first, then each rule that did something. */
export function backtestMarkdown(report: BacktestReport): string {
  const parts = [heading(report), summary(report), table(report), ...details(report), ...notes(report)];
  let text = "";
  for (const part of parts.filter((one) => one !== "")) {
    if (text.length + part.length > maxReport)
      return `${text}\nThe report is cut here; \`--json\` has all of it.\n`;
    text += text === "" ? part : `\n${part}`;
  }
  return text;
}

function heading({ result, entries, over }: BacktestReport): string {
  const { from, to, outcomes } = result;
  const span = `${instantText(from + 1)} to ${instantText(to)} UTC`;
  return `## Backtest of ${plural(outcomes.length, "rule")}\n\n${span} (${spanWords(to - from - 1)}), ${plural(entries, "entry", "entries")} of ${code(over)}.\n`;
}

function summary({ result, base, withNotices }: BacktestReport): string {
  const { outcomes, total, compared } = result;
  const episodes = outcomes.reduce((sum, { count }) => sum + count, 0);
  const all = `${plural(episodes, "episode")} of ${plural(outcomes.filter(({ count }) => count > 0).length, "rule")}, ${least(total)}${plural(total.incidents, "incident")}${withNotices ? `, ${least(total)}${plural(total.notices, "notice")}` : ""}.`;
  if (compared === undefined) return `${all}\n`;
  const sum = (of: (one: RuleComparison) => number): number => compared.reduce((n, one) => n + of(one), 0);
  const added = sum((one) => one.added.length);
  const removed = sum((one) => one.removed.length);
  const moved = sum((one) => one.moved.length);
  const against = base === undefined ? "" : ` against ${base}`;
  if (added + removed + moved === 0) return `**Nothing changes**${against}. ${all}\n`;
  return `**${plural(added, "episode")} added, ${removed} removed, ${moved} moved**${against}. ${all}\n`;
}

function table({ result, withNotices }: BacktestReport): string {
  const { outcomes, compared } = result;
  const rows =
    compared === undefined
      ? outcomes
          .filter(({ count }) => count > 0)
          .map((one) => rowOf(one.rule.id, one, undefined, withNotices))
      : compared.filter(isWorthARow).map((one) => rowOf(one.id, one.after, one, withNotices));
  if (rows.length === 0) return "";
  const columns = [
    "rule",
    ...(compared === undefined ? [] : ["change"]),
    "severity",
    "episodes",
    "firing",
    "incidents",
    ...(withNotices ? ["notices"] : []),
    ...(compared === undefined ? [] : ["added", "removed", "moved"]),
  ];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return `${[line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

/** Of a rule with very many alerts not all are given to incidents. */
function least(counted: NoticeCount | undefined): string {
  return counted?.atLeast === true ? "at least " : "";
}

function isWorthARow({ after, before, change }: RuleComparison): boolean {
  return change !== "same" || (after?.count ?? 0) + (before?.count ?? 0) > 0;
}

function rowOf(
  id: string,
  outcome: RuleOutcome | undefined,
  compared: RuleComparison | undefined,
  withNotices: boolean,
): readonly string[] {
  const before = compared?.before;
  const was = (now: string, then: string | undefined): string =>
    then === undefined || then === now || compared?.change === "same" ? now : `${now} (was ${then})`;
  return [
    code(id),
    ...(compared === undefined ? [] : [compared.change]),
    outcome?.rule.severity ?? "",
    was(countWords(outcome?.count ?? 0), before === undefined ? undefined : countWords(before.count)),
    was(spanWords(outcome?.firingMs ?? 0), before === undefined ? undefined : spanWords(before.firingMs)),
    `${least(outcome)}${countWords(outcome?.incidents ?? 0)}`,
    ...(withNotices ? [`${least(outcome)}${countWords(outcome?.notices ?? 0)}`] : []),
    ...(compared === undefined
      ? []
      : [compared.added.length, compared.removed.length, compared.moved.length].map((n) =>
          n === 0 ? "" : String(n),
        )),
  ];
}

/** Rules whose episodes change come first; without a base, those that fired, the most first. */
function details(report: BacktestReport): readonly string[] {
  const { outcomes, compared } = report.result;
  const chapters =
    compared === undefined
      ? [...outcomes]
          .filter(({ count }) => count > 0)
          .sort((a, b) => b.count - a.count)
          .map((one) => () => outcomeDetail(one, report))
      : compared
          .filter(({ added, removed, moved }) => added.length + removed.length + moved.length > 0)
          .map((one) => () => comparisonDetail(one, report));
  const shown = chapters.slice(0, maxRulesShown).map((chapter) => chapter());
  const left = chapters.length - shown.length;
  return left > 0 ? [...shown, `${plural(left, "further rule")} left out here.\n`] : shown;
}

function outcomeDetail(outcome: RuleOutcome, report: BacktestReport): string {
  const { rule, episodes, count } = outcome;
  const shown = episodes.slice(0, maxEpisodesShown);
  const rows = shown.map((one) => episodeRow("", one, rule, report.result));
  return `${title(rule, report)}\n${episodeTable(rows, false)}${rest(count, shown.length)}${samples(rule, episodes, report)}`;
}

function comparisonDetail(compared: RuleComparison, report: BacktestReport): string {
  const { after, added, removed, moved } = compared;
  const { result } = report;
  const rule = after?.rule;
  const rows = [
    ...added.map((one) => episodeRow("added", one, rule, result)),
    ...moved.flatMap(({ before, after: now }) => [
      episodeRow("moved from", before, undefined, result),
      episodeRow("to", now, rule, result),
    ]),
    ...removed.map((one) => episodeRow("removed", one, undefined, result)),
  ];
  const shown = rows.slice(0, maxEpisodesShown);
  const evidence =
    rule === undefined ? "" : samples(rule, [...added, ...moved.map((one) => one.after)], report);
  const head = rule === undefined ? `### ${code(compared.id)}\n\nRemoved.\n` : title(rule, report);
  return `${head}\n${episodeTable(shown, true)}${rest(rows.length, shown.length)}${evidence}`;
}

function title({ id, file, line, title: words }: Rule, { place }: BacktestReport): string {
  return `### ${code(id)}\n\n${code(`${place(file)}:${line}`)}: ${markdownSyntax.escape(visibleLine(words))}\n`;
}

function episodeTable(rows: readonly (readonly string[])[], compared: boolean): string {
  if (rows.length === 0) return "";
  const columns = [...(compared ? [""] : []), "fired (UTC)", "for", "group", "value"];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const cells = rows.map((row) => (compared ? row : row.slice(1)));
  return `${[line(columns), line(columns.map(() => "---")), ...cells.map(line)].join("\n")}\n`;
}

function episodeRow(
  change: string,
  { firedAt, endedAt, group, value }: Episode,
  rule: Rule | undefined,
  { from, to }: BacktestResult,
): readonly string[] {
  const began = firedAt <= from ? `before ${instantText(from + 1)}` : instantText(firedAt);
  const lasted =
    endedAt === undefined ? `${spanWords(to - firedAt)}, and goes on` : spanWords(endedAt - firedAt);
  return [change, began, lasted, groupWords(group), markdownSyntax.escape(valueText(rule, value))];
}

function valueText(rule: Rule | undefined, value: AlertValue): string {
  if (rule !== undefined) return visibleLine(valueWords(rule.condition, value));
  return value === null ? "" : visibleLine(typeof value === "object" ? JSON.stringify(value) : String(value));
}

function groupWords(group: Group): string {
  const parts = Object.entries(group).map(([name, value]) => `${name}=${value ?? "(none)"}`);
  return parts.length === 0 ? "all" : markdownSyntax.escape(visibleLine(parts.join(" ")));
}

function rest(count: number, shown: number): string {
  return count > shown ? `\n${countWords(count - shown)} more.\n` : "";
}

function samples(rule: Rule, episodes: readonly Episode[], report: BacktestReport): string {
  const lines = report.samples(rule, episodes);
  if (lines.length === 0) return "";
  const text = lines.map((line) => cutLogLine(visibleLogLine(line), maxLineShown)).join("\n");
  const what = lines.length === 1 ? "The line that made it true" : "Lines that made it true";
  return `\n<details><summary>${what}</summary>\n\n${markdownSyntax.block(text)}\n\n</details>\n`;
}

function notes({ result, withNotices }: BacktestReport): readonly string[] {
  const cut = (result.compared ?? []).filter(({ comparedTo }) => comparedTo !== undefined);
  const thin = result.outcomes.filter(({ coveredFrom }) => coveredFrom !== undefined);
  const silent = result.outcomes.filter(({ count }) => count === 0).map(({ rule }) => code(rule.id));
  const failed = result.outcomes.filter(({ counts }) => (counts?.failed ?? 0) > 0);
  const lines = [
    result.keptFrom === undefined
      ? ""
      : `**Not covered**: entries from before ${instantText(result.keptFrom)} UTC were deleted.`,
    thin.length === 0
      ? ""
      : `Of what was deleted, these rules would have looked back at some; they see all from the time given on: ${thin.map(({ rule, coveredFrom = 0 }) => `${code(rule.id)} ${instantText(coveredFrom)}`).join(", ")}.`,
    failed.length === 0
      ? ""
      : `An expression could not be evaluated: ${listWords(failed.map(({ rule, counts }) => `${code(rule.id)} for ${plural(counts?.failed ?? 0, "entry", "entries")}`))}.`,
    cut.length === 0
      ? ""
      : `With so many episodes, these are compared only up to the time given: ${cut.map(({ id, comparedTo = 0 }) => `${code(id)} ${instantText(comparedTo)}`).join(", ")}.`,
    silent.length === 0 ? "" : `Never fired: ${silent.join(", ")}.`,
    withNotices ? "" : "Notices are not counted: no receiver is configured.",
  ];
  return lines.filter((line) => line !== "").map((line) => `${line}\n`);
}

function code(text: string): string {
  return markdownSyntax.code(visibleLine(text));
}

/** 1h2m, in whole seconds from ten seconds on. */
export function spanWords(ms: number): string {
  return formatDuration(ms >= 10_000 ? Math.round(ms / 1000) * 1000 : ms);
}
