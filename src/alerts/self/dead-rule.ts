import { formatDuration } from "../../model/duration.ts";
import type { RuleRecord } from "../../ports/state-store.ts";
import type { SelfFinding } from "./self-finding.ts";

/** A rule whose last entry is older than this has nobody who speaks to it, which is another finding, ms. */
export const speaksWithinMs = 24 * 3_600_000;

/**
 * Rules that looked at entries all the time and matched none: perhaps nothing was wrong, perhaps the rule is.
 * `position`: log time. 0 as `afterMs`: nobody asks.
 */
export function deadRules(
  rules: readonly Pick<RuleRecord, "rule" | "firstAt" | "examinedAt" | "matchedAt">[],
  position: number | undefined,
  afterMs: number,
): readonly SelfFinding[] {
  if (position === undefined || afterMs === 0) return [];
  return rules.flatMap(({ rule, firstAt, examinedAt, matchedAt }) => {
    const since = matchedAt ?? firstAt;
    if (since === undefined || examinedAt === undefined) return [];
    if (position - since < afterMs || position - examinedAt > speaksWithinMs) return [];
    return [
      {
        rule: "tocsin-dead-rule" as const,
        group: { rule },
        since,
        value: position - since,
        title: `${rule} has matched nothing for ${formatDuration(afterMs)} although entries of its scope came: does it still ask for what the log says?`,
      },
    ];
  });
}
