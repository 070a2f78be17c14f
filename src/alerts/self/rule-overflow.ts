import { isGrowing, type RuleGrowth } from "./rule-growth.ts";
import type { SelfFinding } from "./self-finding.ts";

/** Rules that have reached their max_groups: one finding for each, however many groups are left out. */
export function overflowingRules(overflows: readonly RuleGrowth[], now: number): readonly SelfFinding[] {
  return overflows
    .filter((one) => isGrowing(one, now))
    .map(({ rule, total, firstGrewAt }) => ({
      rule: "tocsin-rule-overflow",
      group: { rule },
      since: firstGrewAt ?? now,
      value: total,
      title: `${rule} has more groups than max_groups: what it has goes on, entries of the others are not judged; \`tocsin status\` counts both`,
    }));
}
