import { createLineSplitter } from "../ingest/line-splitter.ts";
import type { Entry } from "../model/entry.ts";
import { groupReader } from "../model/group.ts";
import { formatInstant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import { plural, shareWords } from "../model/words.ts";
import { examineRules, type FieldPlace } from "./doctor-log-rules.ts";
import { type DoctorSection, type Finding, fine, note, wrong } from "./doctor-report.ts";
import { fieldSource, MESSAGE_FIELDS } from "./field-sources.ts";
import { howToAdd } from "./how-to-add.ts";
import { type LogSample, maxSampleLines } from "./log-sample.ts";
import { NGINX_RECIPE } from "./nginx-recipe.ts";
import { viewOfSample } from "./source-views.ts";

/** More than this unread means that the format is not the one that it was taken for. */
export const maxUnparsableShare = 0.1;
const maxExample = 160;

/** What a log can and cannot support: what was read as what, and which rules lack which fields. */
export function examineLog(
  title: string,
  sample: LogSample,
  rules: readonly Rule[],
): readonly DoctorSection[] {
  const read: DoctorSection = { title, findings: recognised(sample) };
  if (sample.entries.length === 0) return [read];
  const known = knowledgeOf(sample);
  const judged = examineRules(
    rules.filter((rule) => rule.enabled),
    viewOfSample(title, sample),
    known,
  );
  const unnamed = MESSAGE_FIELDS.filter((name) => known(name) === "no place");
  const lacking = new Set([...judged.lacking, ...unnamed]);
  const messages =
    unnamed.length === 0
      ? fine("messages: all that they show is there")
      : note(`messages will not name ${unnamed.join(", ")}`);
  const format = sample.byFormat[0]?.format ?? "";
  const sections = [read, { title: "rules and messages", findings: [...judged.findings, messages] }];
  if (lacking.size === 0) return sections;
  const added = [...sections, { title: "what to add", findings: whatToAdd(lacking, format) }];
  if (format !== "nginx_combined" && format !== "nginx_timed") return added;
  return [...added, { title: "nginx that logs all of it (docs/sources.md says why)", findings: recipe() }];
}

function recipe(): readonly Finding[] {
  return [
    note(
      "the map for $client_id stands in docs/sources.md",
      NGINX_RECIPE.map((line) => line.trim()).join(" "),
    ),
  ];
}

/** What was read as what, and what could not be read. */
export function recognised(sample: LogSample): readonly Finding[] {
  if (sample.lines === 0) return [note("is empty")];
  const findings: Finding[] = sample.byFormat.map(({ format, entries }) =>
    fine(`${entries} of ${plural(sample.lines, "line")} read as ${format}`),
  );
  if (sample.lines >= maxSampleLines)
    findings.push(note(`only the first ${maxSampleLines} lines were looked at`));
  if (sample.entries.length > 0) findings.push(fine(extentWords(sample.entries)));
  if (sample.unparsable > 0) findings.push(unparsable(sample));
  return findings;
}

function extentWords(entries: readonly Entry[]): string {
  const times = entries.map((entry) => entry.time);
  const from = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const to = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return `from ${formatInstant(from)} to ${formatInstant(to)}`;
}

function unparsable({ unparsable: count, lines, reasons }: LogSample): Finding {
  const [most] = reasons;
  const why = reasons.map(({ reason, lines: n }) => `${n} × ${reason}`).join(", ");
  const example = most === undefined ? "" : `; such as: ${most.example.slice(0, maxExample)}`;
  const text = `${plural(count, "line")} (${shareWords(count, lines)}) could not be read: ${why}${example}`;
  if (count / lines <= maxUnparsableShare) return note(text);
  return wrong(
    text,
    "name the format by `--format` here and by `format` at the source; docs/sources.md says what is read",
  );
}

function knowledgeOf(sample: LogSample): (name: string) => FieldPlace {
  const memo = new Map<string, FieldPlace>();
  return (name) => {
    const known = memo.get(name) ?? lookFor(name, sample);
    memo.set(name, known);
    return known;
  };
}

function lookFor(name: string, sample: LogSample): FieldPlace {
  const read = groupReader(name);
  const has = (entry: Entry): boolean => {
    const value = read(entry);
    return value !== undefined && value !== "unknown";
  };
  if (sample.entries.some(has)) return "there";
  return (fieldSource(name)?.keys ?? [name]).some((key) => sample.keys.has(key)) ? "quiet" : "no place";
}

/** One finding for the fields that are missed for one reason; what to do stands below the last of a kind. */
function whatToAdd(names: Iterable<string>, format: string): readonly Finding[] {
  const groups = new Map<
    string,
    { readonly names: string[]; readonly without: string; readonly mend: string }
  >();
  for (const name of names) {
    const without = fieldSource(name)?.without ?? "the rules that name it cannot judge";
    const mend = howToAdd(name, format);
    const group = groups.get(`${mend} ${without}`) ?? { names: [], without, mend };
    group.names.push(name);
    groups.set(`${mend} ${without}`, group);
  }
  const sorted = [...groups.values()].sort((a, b) => (a.mend < b.mend ? -1 : Number(a.mend > b.mend)));
  return sorted.map(({ names: grouped, without, mend }, at) => {
    const text = `${grouped.join(", ")}: without it ${without}`;
    return sorted[at + 1]?.mend === mend ? note(text) : note(text, mend);
  });
}

/** Whole lines of a piece of a file; the first is left out where the piece begins within a line. */
export function linesOf(bytes: Buffer, beginsWithin: boolean): readonly string[] {
  const splitter = createLineSplitter();
  const lines = [...splitter.push(bytes).lines];
  return beginsWithin ? lines.slice(1) : [...lines, ...splitter.end().lines];
}
