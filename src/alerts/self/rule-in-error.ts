import type { SelfFinding } from "./self-finding.ts";

/** A rule, and when an expression of it last failed. */
export interface RuleFailures {
  readonly rule: string;
  /** Wall clock; undefined: not since Tocsin was started. */
  readonly failedAt: number | undefined;
  readonly firstFailedAt: number | undefined;
  readonly failed: number;
}

/** A rule counts as in error for so long after an expression of it failed, ms. */
export const inErrorMs = 15 * 60_000;

/** Rules whose expressions fail on entries: those entries are no matches, whatever they hold. */
export function rulesInError(rules: readonly RuleFailures[], now: number): readonly SelfFinding[] {
  return rules.flatMap(({ rule, failedAt, firstFailedAt, failed }) => {
    if (failedAt === undefined || now - failedAt >= inErrorMs) return [];
    return [
      {
        rule: "tocsin-rule-in-error" as const,
        group: { rule },
        since: firstFailedAt ?? failedAt,
        value: failed,
        title: `an expression of ${rule} fails on some entries, which it then does not count: \`tocsin status\` says how many`,
      },
    ];
  });
}
