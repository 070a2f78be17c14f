import type { StateView } from "../detect/condition-state.ts";
import { decidedWhen } from "../enrich/condition-words.ts";
import type { AlertValue, Group, Transition } from "../model/alert.ts";
import type { Comparator, Condition, SingleCondition } from "../model/condition.ts";
import { formatDuration } from "../model/duration.ts";
import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import { valueWords } from "../model/value-words.ts";
import { countWords, plural } from "../model/words.ts";
import { visibleLine } from "../render/visible-text.ts";
import type { ExplainedGroup, Explanation } from "../study/explain.ts";
import { type Margin, marginOf } from "../study/margin.ts";
import type { Reading, Reset, Turn } from "../study/signal-trace.ts";
import { whyNot } from "../study/why-not.ts";
import { entryWords } from "./entry-words.ts";
import { chartText } from "./explain-chart.ts";
import { instantText } from "./terminal-text.ts";

/** Things that happened to one group that are listed. */
const maxMomentsShown = 20;
/** Groups that are listed besides the one that is shown. */
const maxGroupsListed = 10;

export interface ExplainReport {
  readonly rule: Rule;
  /** How its file is called. */
  readonly place: string;
  readonly over: string;
  readonly explanation: Explanation;
  /** At the end of the time, and not how it went. */
  readonly atInstant: boolean;
}

/** What a rule saw and why it did, or did not, fire; plain text for a terminal. */
export function explainText(report: ExplainReport): string {
  const { explanation } = report;
  const [shown, ...others] = explanation.groups;
  const parts = [
    heading(report),
    reasons(report),
    ...(shown === undefined ? [] : [groupText(shown, report)]),
    otherGroups(others, report),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function heading({ rule, place, over, explanation }: ExplainReport): string {
  const { from, to, entries, inScope, withoutGroup, ofOtherGroups, expressions } = explanation;
  const matched = expressions.filter(({ role }) => role !== "where");
  const counts = [
    `${plural(entries, "entry", "entries")} of ${visibleLine(over)}`,
    `${countWords(inScope)} in scope`,
    ...(withoutGroup > 0 ? [`${countWords(withoutGroup)} without a group`] : []),
    ...(ofOtherGroups > 0 ? [`${countWords(ofOtherGroups)} of other groups`] : []),
    ...matched.map(({ role, passed }) => `${countWords(passed)} ${role === "match" ? "matched" : role}`),
  ];
  return [
    `${rule.id}  (${visibleLine(place)})`,
    `true while: ${visibleLine(decidedWhen(rule))}${clearWords(rule.condition)}`,
    ...(rule.where === undefined ? [] : [`where: ${visibleLine(rule.where.source)}`]),
    `${instantText(from + 1)} to ${instantText(to)} UTC: ${counts.join(", ")}`,
  ].join("\n");
}

/** Once true, it stays so until something else than its opposite. */
function clearWords(condition: Condition): string {
  if (!("clear" in condition) || condition.clear === undefined) return "";
  const bounds = Object.entries(condition.clear).map(([comparator, bound]) => {
    return `${NEEDS[comparator as keyof Comparator]} ${valueWords(condition, Number(bound))}`;
  });
  return `; then until ${bounds.join(" and ")}`;
}

function reasons({ rule, explanation }: ExplainReport): string {
  return whyNot(rule, explanation)
    .map((line) => (line.startsWith("  ") ? `  ${visibleLine(line)}` : visibleLine(line)))
    .join("\n");
}

function groupText(group: ExplainedGroup, report: ExplainReport): string {
  const { rule, explanation, atInstant } = report;
  const lines = [groupName(group.group)];
  if (group.last !== undefined) lines.push(lastWords(group.last, rule, atInstant));
  const near = nearestWords(group, rule.condition, explanation.from);
  if (near !== undefined) lines.push(near);
  const moments = momentsOf(group, report);
  return [lines.join("\n"), chart(group, report), moments].filter((part) => part !== "").join("\n\n");
}

function lastWords({ at, value, view, signal }: Reading, { condition }: Rule, atInstant: boolean): string {
  const said = signal === "unknown" ? "unknown" : String(signal);
  return `${atInstant ? "at" : "in the end, at"} ${instantText(at)}: ${said}, ${readingWords(condition, value, view)}`;
}

/** How near it came where it never became true. */
function nearestWords(
  { nearest, turns, transitions }: ExplainedGroup,
  condition: Condition,
  from: number,
): string | undefined {
  const wasTrue = turns.some(({ signal }) => signal === true) || transitions.some(({ at }) => at > from);
  if (nearest === undefined || wasTrue) return undefined;
  return `nearest, at ${instantText(nearest.at)}: ${readingWords(condition, nearest.value, nearest.view)}`;
}

function chart({ columns }: ExplainedGroup, { rule, explanation }: ExplainReport): string {
  const { condition } = rule;
  const reading = marginFor(condition, columns.length > 0 ? 0 : null, {});
  return chartText({
    columns,
    from: explanation.from + 1,
    to: explanation.to,
    bound: reading?.bound,
    low: reading?.comparator === "lt" || reading?.comparator === "lte",
    label: (value) => valueWords(condition, value),
  });
}

function marginFor(condition: Condition, value: AlertValue, view: StateView): Margin | undefined {
  return "conditions" in condition ? undefined : marginOf(condition, value, view);
}

function readingWords(condition: Condition, value: AlertValue, view: StateView): string {
  if (!("conditions" in condition)) return singleWords(condition, value, view);
  return Object.entries(condition.conditions)
    .map(([name, part]) => {
      const seen = view.parts?.[name];
      if (seen === undefined) return `${name} not there`;
      return `${name} ${String(seen.signal)} (${singleWords(part, seen.value, seen)})`;
    })
    .join(", ");
}

function singleWords(condition: SingleCondition, value: AlertValue, view: StateView): string {
  const words =
    condition.type === "sequence" ? stepWords(condition.steps.length, view) : valueText(condition, value);
  const of = view.of === undefined ? "" : ` of ${countWords(view.of)}`;
  const margin = marginOf(condition, value, view);
  const least = "minCount" in condition ? condition.minCount : 1;
  const few = view.of !== undefined && view.of < least ? `, of at least ${countWords(least)}` : "";
  const thin = view.baseline === null ? ", the baseline is too thin" : "";
  return `${words}${of}${few}${thin}${margin === undefined ? "" : `, ${marginWords(condition, margin)}`}`;
}

function stepWords(steps: number, view: StateView): string {
  return `${countWords(view.steps ?? 0)} of ${plural(steps, "step")}`;
}

function valueText(condition: SingleCondition, value: AlertValue): string {
  if (value === null && condition.type === "absence") return "not expected yet";
  return visibleLine(valueWords(condition, value));
}

const NEEDS: Readonly<Record<keyof Comparator, string>> = {
  gt: "more than",
  gte: "at least",
  lt: "less than",
  lte: "at most",
};

function marginWords(condition: SingleCondition, { bound, comparator, missing }: Margin): string {
  if (condition.type === "sequence") return missing > 0 ? `${countWords(missing)} missing` : "all there";
  const show = (value: number): string => valueWords(condition, value);
  const needs = `needs ${NEEDS[comparator]} ${show(bound)}`;
  if (missing > 0) return `${needs}: ${show(missing)} ${comparator.startsWith("g") ? "missing" : "too much"}`;
  if (missing === 0) return `${needs}: just at it`;
  return `${needs}: ${show(-missing)} beyond it`;
}

interface Moment {
  readonly at: number;
  readonly text: string;
  readonly by: Entry | undefined;
}

/** What happened, in order: turns of the signal, resets, and what became of the alert. */
function momentsOf(group: ExplainedGroup, { rule, explanation }: ExplainReport): string {
  const { turns, resets, turnCount, resetCount, transitions } = group;
  const turnsBy = new Set(turns.flatMap(({ by }) => by ?? []));
  const all: Moment[] = [
    ...turns.map((turn) => turnMoment(turn, rule.condition)),
    // One that also turned the signal is told by that.
    ...resets.filter(({ by }) => by === undefined || !turnsBy.has(by)).map(resetMoment),
    ...transitions.filter(({ at }) => at > explanation.from).map((one) => transitionMoment(one, rule)),
  ].sort((a, b) => a.at - b.at);
  const shown = all.slice(0, maxMomentsShown);
  const lines = shown.flatMap(({ at, text, by }) => {
    const said = `${preciseText(at)}  ${text}`;
    return by === undefined ? [said] : [said, `    by ${entryWords(by, rule)}`];
  });
  const unkept = turnCount - turns.length + resetCount - resets.length;
  const left = all.length - shown.length + unkept;
  if (left > 0) lines.push(`and ${countWords(left)} more; --since and --until look closer`);
  return lines.join("\n");
}

function turnMoment({ at, signal, value, view, by }: Turn, condition: Condition): Moment {
  const said = signal === "unknown" ? "unknown" : String(signal);
  const cause = by === undefined ? " (as time passed)" : "";
  // What is needed to begin says nothing about what ended.
  const clears = signal === false && clearWords(condition) !== "";
  const words = clears ? valueWords(condition, value) : readingWords(condition, value, view);
  return { at, text: `${said.padEnd(8)} ${words}${cause}`, by };
}

function resetMoment({ at, lost, by }: Reset): Moment {
  const cause = by === undefined ? ": nothing came for too long" : "";
  return { at, text: `reset    a run of ${countWords(Number(lost))} ended${cause}`, by };
}

function transitionMoment({ at, state, reason, startedAt, escalatedTo }: Transition, rule: Rule): Moment {
  if (escalatedTo !== undefined) return { at, text: `severe   escalated to ${escalatedTo}`, by: undefined };
  const why = reason === null ? "" : ` (${reason})`;
  const waits = state === "pending" ? `, fires after ${formatDuration(rule.forMs)}` : "";
  const since = state === "firing" && at > startedAt ? `, true since ${preciseText(startedAt)}` : "";
  return { at, text: `alert    ${state}${why}${waits}${since}`, by: undefined };
}

function otherGroups(groups: readonly ExplainedGroup[], { rule }: ExplainReport): string {
  if (groups.length === 0) return "";
  const lines = groups.slice(0, maxGroupsListed).map(({ group, transitions, nearest, last }) => {
    const fired = transitions.filter(({ state }) => state === "firing").length;
    const reading = nearest ?? last;
    const near =
      reading === undefined ? "" : `: ${readingWords(rule.condition, reading.value, reading.view)}`;
    return `  ${groupName(group)}  ${fired > 0 ? `fired ${fired} times` : `did not fire${near}`}`;
  });
  const left = groups.length - lines.length;
  if (left > 0) lines.push(`  and ${countWords(left)} more`);
  return [`Other groups (--group shows one):`, ...lines].join("\n");
}

function groupName(group: Group): string {
  const parts = Object.entries(group).map(([name, value]) => `${name}=${value ?? "(none)"}`);
  return parts.length === 0 ? "one group for all" : visibleLine(parts.join(" "));
}

/** With milliseconds: what is judged within a second is told apart. */
function preciseText(at: number): string {
  return new Date(at).toISOString().slice(0, 23).replace("T", " ");
}
