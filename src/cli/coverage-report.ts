import Table from "cli-table3";
import { plural } from "../model/words.ts";
import type { Cover, RuleCoverage, SourceView, Verdict } from "../study/coverage.ts";
import { printable } from "./terminal-text.ts";

export interface CoverageReport {
  readonly rules: readonly RuleCoverage[];
  readonly views: readonly SourceView[];
  /** Sources of which neither entries nor a format are known. */
  readonly unknown: readonly string[];
}

export function coverageJson({ rules, views, unknown }: CoverageReport): string {
  const json = {
    sources: views.map(({ name, formats, entries }) => ({ name, formats, entries })),
    unknown_sources: unknown,
    rules: rules.map(({ rule, file, line, covers, somewhere }) => ({
      rule,
      file,
      line,
      somewhere,
      sources: covers,
    })),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

const WORDS: Readonly<Record<Verdict, string>> = {
  can_fire: "can fire",
  not_yet: "not so far",
  cannot_fire: "cannot",
};

/** What was looked at, the table, what its words mean, and the rules that can fire nowhere. */
export function coverageText({ rules, views, unknown }: CoverageReport): string {
  const rows = new Table({
    head: ["rule", ...views.map(({ name }) => printable(name))],
    style: { head: [], border: [], compact: true },
  });
  for (const { rule, covers } of rules) rows.push([rule, ...covers.map(coverWords)]);
  const nowhere = rules.filter(({ somewhere }) => !somewhere).map(({ rule }) => rule);
  const lines = [
    ...views.map(viewWords),
    ...unknown.map(
      (name) => `${printable(name)}: nothing is known of it: no entries so far, and its format is auto`,
    ),
    ...(views.length === 0 ? [] : [rows.toString(), ...legend(rules)]),
    ...(views.length === 0 || nowhere.length === 0
      ? []
      : [`${plural(nowhere.length, "rule")} of ${rules.length} can fire nowhere: ${nowhere.join(", ")}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function viewWords({ name, formats, entries }: SourceView): string {
  const read = formats.length === 0 ? "nothing was read" : formats.join(", ");
  const looked =
    entries === 0 ? "what the format has a place for" : `${plural(entries, "entry", "entries")} looked at`;
  return `${printable(name)}: ${read}; ${looked}`;
}

function coverWords(cover: Cover): string {
  const why = lackWords(cover);
  return why === "" ? WORDS[cover.verdict] : `${WORDS[cover.verdict]}: ${why}`;
}

export function lackWords({ lacking, unfit }: Pick<Cover, "lacking" | "unfit">): string {
  return [...lacking.map((field) => `no ${field}`), ...unfit.map((field) => `${field} does not fit`)].join(
    ", ",
  );
}

/** Only of what stands in the table. */
function legend(rules: readonly RuleCoverage[]): readonly string[] {
  const verdicts = new Set(rules.flatMap(({ covers }) => covers.map(({ verdict }) => verdict)));
  return [
    ...(verdicts.has("cannot_fire")
      ? ["cannot: the log has no place for the field; `tocsin doctor FILE` says how to add it"]
      : []),
    ...(verdicts.has("not_yet")
      ? ["not so far: there is a place for it, and no entry had what the rule asks for"]
      : []),
  ];
}
