import type { MetricCondition, RatioCondition } from "../../model/condition.ts";
import { formatComparator } from "../comparator.ts";
import { valueAt, type YamlDocument } from "../yaml-document.ts";
import { type ConditionPart, conditionParts } from "./condition-parts.ts";
import type { Lint, LintFinding } from "./lint.ts";

/** Entries a second of one group, beyond which a min_count is taken for a slip of the pen. */
export const maxLikelyRate = 10_000;

export const minCount: Lint = {
  severity: "warning",
  about:
    "`min_count` so small that one entry decides, or so large for the `window` that it is hardly ever reached",
  find: ({ rule, document }) => conditionParts(rule).flatMap((part) => findInPart(part, document)),
};

function findInPart(
  { path, condition, alone }: ConditionPart,
  document: YamlDocument,
): readonly LintFinding[] {
  if (condition.type !== "ratio" && condition.type !== "metric") return [];
  const found = tooLarge(condition) ?? (alone ? tooSmall(condition) : undefined);
  if (found === undefined) return [];
  const written = [...path, "min_count"];
  if (valueAt(document.value, written) !== undefined) return [{ path: written, ...found }];
  return [{ path, atKey: true, ...found }];
}

type Words = Pick<LintFinding, "message" | "hint">;

function tooLarge({ minCount: least, windowMs }: RatioCondition | MetricCondition): Words | undefined {
  const rate = (least * 1000) / windowMs;
  if (rate <= maxLikelyRate) return undefined;
  return {
    message: `\`min_count: ${least}\` in this window is ${Math.round(rate).toLocaleString("en-US")} entries a second in each group`,
    hint: "make the window longer, or `min_count` smaller",
  };
}

function tooSmall(condition: RatioCondition | MetricCondition): Words | undefined {
  const enough = condition.type === "ratio" ? enoughForRatio(condition) : enoughForMetric(condition);
  if (enough === undefined || condition.minCount >= enough) return undefined;
  const hint = `\`min_count: ${enough}\` or more, and a window in which so many come`;
  if (condition.type === "metric") {
    return { message: `one slow or large entry is enough: ${metricWords(condition)}`, hint };
  }
  const among = condition.minCount === 1 ? "by itself" : `among ${condition.minCount} entries`;
  const message = `a single match ${among} is enough for \`${formatComparator(condition.compare)}\``;
  return { message, hint };
}

/** The least denominator at which one match is not enough; undefined where there is none, or it does not matter. */
function enoughForRatio({ compare: { gt, gte }, baseline }: RatioCondition): number | undefined {
  const limit = gt ?? gte;
  // Whoever asks for more than nothing wants to hear of one.
  if (limit === undefined || limit <= 0 || baseline !== undefined) return undefined;
  const exact = 1 / limit;
  return gt === undefined && Number.isInteger(exact) ? exact + 1 : Math.ceil(exact);
}

/** A percentile of fewer numbers than this is the greatest of them. */
function enoughForMetric({ aggregate, compare: { gt, gte } }: MetricCondition): number | undefined {
  if (gt === undefined && gte === undefined) return undefined;
  if (aggregate === "avg") return 2;
  if (!aggregate.startsWith("p")) return undefined;
  const perMille = Math.round(Number(aggregate.slice(1)) * 10);
  return Math.ceil(1000 / (1000 - perMille));
}

function metricWords({ aggregate, minCount: least }: MetricCondition): string {
  if (aggregate === "avg") return "it is the average";
  return `the ${aggregate} of ${least === 1 ? "one number" : `${least} numbers`} is the greatest of them`;
}
