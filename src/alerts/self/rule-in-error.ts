import { isGrowing, type RuleGrowth } from "./rule-growth.ts";
import type { SelfFinding } from "./self-finding.ts";

/** Rules whose expressions fail on entries: those entries are no matches, whatever they hold. */
export function rulesInError(failures: readonly RuleGrowth[], now: number): readonly SelfFinding[] {
  return failures
    .filter((one) => isGrowing(one, now))
    .map(({ rule, total, firstGrewAt }) => ({
      rule: "tocsin-rule-in-error",
      group: { rule },
      since: firstGrewAt ?? now,
      value: total,
      title: `an expression of ${rule} fails on some entries, which it then does not count: \`tocsin status\` says how many`,
    }));
}
