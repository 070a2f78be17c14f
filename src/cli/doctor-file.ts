import { createLineSplitter } from "../ingest/line-splitter.ts";
import type { Entry } from "../model/entry.ts";
import { groupReader } from "../model/group.ts";
import { formatInstant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import { plural, shareWords } from "../model/words.ts";
import { ruleFields } from "../rules/expression-fields.ts";
import { type DoctorSection, type Finding, fine, note, wrong } from "./doctor-report.ts";
import { fieldSource, loggedField, MESSAGE_FIELDS } from "./field-sources.ts";
import { howToAdd } from "./how-to-add.ts";
import { type LogSample, maxSampleLines } from "./log-sample.ts";

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
  const lacking = new Set<string>();
  const findings = rules
    .filter((rule) => rule.enabled)
    .map((rule) => judgeRule(rule, sample, known, lacking));
  const unnamed = MESSAGE_FIELDS.filter((name) => known(name) === "no place");
  for (const name of unnamed) lacking.add(name);
  const messages =
    unnamed.length === 0
      ? fine("messages: all that they show is there")
      : note(`messages will not name ${unnamed.join(", ")}`);
  const format = sample.byFormat[0]?.format ?? "";
  const sections = [read, { title: "rules and messages", findings: [...findings, messages] }];
  if (lacking.size === 0) return sections;
  return [...sections, { title: "what to add", findings: whatToAdd(lacking, format) }];
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

/** there: some entry has it; quiet: the log has a place for it, and nothing stands there in this sample. */
type Known = "there" | "quiet" | "no place";

function knowledgeOf(sample: LogSample): (name: string) => Known {
  const memo = new Map<string, Known>();
  return (name) => {
    const known = memo.get(name) ?? lookFor(name, sample);
    memo.set(name, known);
    return known;
  };
}

function lookFor(name: string, sample: LogSample): Known {
  const read = groupReader(name);
  const has = (entry: Entry): boolean => {
    const value = read(entry);
    return value !== undefined && value !== "unknown";
  };
  if (sample.entries.some(has)) return "there";
  return (fieldSource(name)?.keys ?? [name]).some((key) => sample.keys.has(key)) ? "quiet" : "no place";
}

/** Said by every entry of every format. */
const ALWAYS: ReadonlySet<string> = new Set(["kind", "format", "time", "level", "flags"]);

function judgeRule(
  rule: Rule,
  sample: LogSample,
  known: (name: string) => Known,
  lacking: Set<string>,
): Finding {
  const { needed, used } = ruleFields(rule);
  const missing = withoutPlace(needed, known);
  if (missing.length > 0) {
    for (const name of missing) lacking.add(name);
    return wrong(`${rule.id} cannot fire: no ${missing.join(", no ")}`);
  }
  const where = rule.where;
  if (where !== undefined && !sample.entries.some((entry) => where.test(entry) === true)) {
    return note(`${rule.id}: no entry of this log is in its scope`);
  }
  const unseen = withoutPlace(used, known);
  const ungrouped = withoutPlace(rule.groupBy, known);
  if (unseen.length + ungrouped.length > 0) {
    for (const name of [...unseen, ...ungrouped]) lacking.add(name);
    const parts = [
      unseen.length === 0 ? [] : [`cannot see ${unseen.join(", ")}`],
      ungrouped.length === 0 ? [] : [`cannot tell by ${ungrouped.join(", ")}`],
    ];
    return note(`${rule.id} ${parts.flat().join(", ")}`);
  }
  const quiet = [...needed].filter((name) => !ALWAYS.has(name) && known(loggedField(name)) === "quiet");
  if (quiet.length === 0) return fine(rule.id);
  return fine(`${rule.id} (there is a place for ${quiet.join(", ")}, and nothing in it so far)`);
}

function withoutPlace(names: Iterable<string>, known: (name: string) => Known): readonly string[] {
  const logged = [...names].filter((name) => !ALWAYS.has(name)).map(loggedField);
  return [...new Set(logged)].filter((name) => known(name) === "no place");
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
