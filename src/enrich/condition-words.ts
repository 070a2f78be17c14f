import type {
  Baseline,
  Comparator,
  Condition,
  MetricCondition,
  NamedConditions,
  SequenceCondition,
} from "../model/condition.ts";
import { formatDuration } from "../model/duration.ts";
import { fieldNumberWords } from "../model/number-words.ts";
import type { Rule } from "../model/rule.ts";
import { isSelfRule } from "../model/self-rule.ts";

/** The condition with `for`, such as "at least 50 % of at least 20 entries in 1m, for 30s". */
export function decidedWhen(rule: Rule): string {
  if (isSelfRule(rule.id)) return "what Tocsin found out about itself";
  const words = conditionWords(rule.condition);
  return rule.forMs === 0 ? words : `${words}, for ${formatDuration(rule.forMs)}`;
}

/** A condition as a person would say it, such as "more than 10 matches in 1m". */
export function conditionWords(condition: Condition): string {
  switch (condition.type) {
    case "any":
      return `a match within the last ${formatDuration(condition.windowMs)}`;
    case "count":
      if (condition.baseline !== undefined) {
        const counted = `matches in ${formatDuration(condition.windowMs)}`;
        return againstBaseline(counted, condition.compare, condition.baseline, String);
      }
      return `${matches(condition.compare)} in ${formatDuration(condition.windowMs)}`;
    case "consecutive":
      return `${condition.gte} or more matches in a row, gaps at most ${formatDuration(condition.maxGapMs)}`;
    case "ratio": {
      const of = condition.of === undefined ? "entries" : `\`${condition.of.source}\``;
      const least = condition.minCount > 1 ? `at least ${condition.minCount} ${of}` : of;
      if (condition.baseline !== undefined) {
        const share = `share of ${least} in ${formatDuration(condition.windowMs)}`;
        return againstBaseline(share, condition.compare, condition.baseline, percent);
      }
      return `${comparison(condition.compare, percent)} of ${least} in ${formatDuration(condition.windowMs)}`;
    }
    case "distinct": {
      const values = `${comparison(condition.compare, String)} different ${condition.field}`;
      return `${values} among matches in ${formatDuration(condition.windowMs)}`;
    }
    case "absence": {
      const listed = condition.expect === undefined ? "" : " in a group that is listed";
      return `no match for ${formatDuration(condition.windowMs)}${listed}`;
    }
    case "new_value":
      return `a ${condition.field} not seen in the ${formatDuration(condition.historyMs)} before, within the last ${formatDuration(condition.windowMs)}`;
    case "change":
      return `a ${condition.field} other than the one before, within the last ${formatDuration(condition.windowMs)}`;
    case "sequence":
      return sequenceWords(condition);
    case "all_of":
      return `all of: ${partsWords(condition.conditions)}`;
    case "any_of":
      return `any of: ${partsWords(condition.conditions)}`;
    case "metric":
      return metricWords(condition);
    default:
      return condition satisfies never;
  }
}

function sequenceWords({ steps, absent, withinMs, holdMs }: SequenceCondition): string {
  const [first, last] = [steps[0]?.match.source ?? "", steps.at(-1)?.match.source ?? ""];
  const within = formatDuration(withinMs);
  if (absent === undefined) {
    return `${steps.length} steps in order within ${within}, the last in the last ${formatDuration(holdMs)}`;
  }
  const come = steps.length === 1 ? `\`${first}\`` : `${steps.length} steps up to \`${last}\``;
  return `${come} without \`${absent.match.source}\` within ${within}`;
}

/** By the names that the rule gave them. */
function partsWords(conditions: NamedConditions): string {
  return Object.entries(conditions)
    .map(([name, part]) => `${name} (${conditionWords(part)})`)
    .join(", ");
}

function metricWords(condition: MetricCondition): string {
  const { aggregate, field, minCount, windowMs, compare, baseline } = condition;
  const show = (value: number): string => fieldNumberWords(field, value);
  const least = minCount > 1 ? `at least ${minCount} matches` : "matches";
  const measured = `${aggregate} of ${field} of ${least} in ${formatDuration(windowMs)}`;
  if (baseline !== undefined) return againstBaseline(measured, compare, baseline, show);
  return `${comparison(compare, show)}: ${measured}`;
}

/** Such as "more than 2 times the baseline: matches in 5m; baseline: the 1h until 5m before". */
function againstBaseline(
  measured: string,
  compare: Comparator,
  baseline: Baseline,
  show: (value: number) => string,
): string {
  const times = comparison(compare, (value) => `${value} times`);
  const floor = baseline.floor > 0 ? `, and at least ${show(baseline.floor)}` : "";
  return `${times} the baseline${floor}: ${measured}; baseline: ${baselineWords(baseline)}`;
}

function baselineWords(baseline: Baseline): string {
  if (baseline.kind === "same_hour") return `median of this hour (UTC) over ${baseline.days} days`;
  const { windowMs, offsetMs } = baseline;
  const until = offsetMs === 0 ? "up to now" : `until ${formatDuration(offsetMs)} before`;
  return `the ${formatDuration(windowMs)} ${until}`;
}

function comparison(compare: Comparator, show: (value: number) => string): string {
  const parts: string[] = [];
  if (compare.gt !== undefined) parts.push(`more than ${show(compare.gt)}`);
  if (compare.gte !== undefined) parts.push(`at least ${show(compare.gte)}`);
  if (compare.lt !== undefined) parts.push(`less than ${show(compare.lt)}`);
  if (compare.lte !== undefined) parts.push(`at most ${show(compare.lte)}`);
  return parts.join(" and ");
}

function matches(compare: Comparator): string {
  const words = comparison(compare, String);
  return words.endsWith(" 1") ? `${words} match` : `${words} matches`;
}

/** 0.005 → 0.5 %, without the digits that binary fractions add. */
function percent(value: number): string {
  return `${Number((value * 100).toFixed(6))} %`;
}
